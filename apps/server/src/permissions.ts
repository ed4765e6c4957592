/**
 * Who may do what, written down once: the code asks here, and the tests walk it. Admin and read-only are roles of a person in a project;
 * operators are the provider's own people and no members of projects. What a stranger may do is answered with 404 before anyone asks.
 */
export const PROJECT_ROLES = ["admin", "read-only"] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];
type Role = ProjectRole | "operator";

const MATRIX = {
  "project.read": ["admin", "read-only"],
  "activity.read": ["admin", "read-only"],
  "calendar.subscribe": ["admin", "read-only"],
  "certificate.download": ["admin", "read-only"],
  "credential.reveal": ["admin"],
  "credential.add": ["admin"],
  "credential.rotate": ["admin"],
  "credential.delete": ["admin"],
  "key.add": ["admin"],
  "key.activate": ["admin"],
  "key.rename": ["admin"],
  "key.revoke": ["admin"],

  "console.open": ["operator"],
  "policy.read": ["operator"],
  "policy.change": ["operator"],
  "audit.read": ["operator"],
  "key.restore": ["operator"],
} as const satisfies Record<string, readonly Role[]>;

type Action = keyof typeof MATRIX;
type ActionOf<Of extends Role> = {
  [A in Action]: Extract<(typeof MATRIX)[A][number], Of> extends never ? never : A;
}[Action];

/** What is done in a project, by its members. */
export type ProjectAction = ActionOf<ProjectRole>;
/** What is done at the provider's own desk. */
export type OperatorAction = ActionOf<"operator">;

export function isAllowed(role: ProjectRole, action: ProjectAction): boolean {
  return mayDo(role, action);
}

export function isOperatorAllowed(action: OperatorAction): boolean {
  return mayDo("operator", action);
}

function mayDo(role: Role, action: Action): boolean {
  return (MATRIX[action] as readonly Role[]).includes(role);
}
