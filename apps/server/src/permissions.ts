/**
 * Who may do what, written down once: the code asks here, and the tests walk it. Admin and read-only are roles of a person in a project;
 * reviewer and administrator are roles of operators, the provider's own people, who are no members of projects. What a stranger may do is answered with 404 before anyone asks.
 */
export const PROJECT_ROLES = ["admin", "read-only"] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];
export const OPERATOR_ROLES = ["reviewer", "administrator"] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];
type Role = ProjectRole | OperatorRole;

const MATRIX = {
  "project.read": ["admin", "read-only"],
  "project.edit": ["admin"],
  "project.archive": ["admin"],
  "project.delete": ["admin"],
  "activity.read": ["admin", "read-only"],
  "team.read": ["admin", "read-only"],
  "team.invite": ["admin"],
  "team.change-role": ["admin"],
  "team.remove": ["admin"],
  "team.leave": ["admin", "read-only"],
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
  "key.report-compromised": ["admin"],
  "company.verify": ["admin"],
  "production.request": ["admin"],
  "webhook.read": ["admin", "read-only"],
  "webhook.change": ["admin"],

  "console.open": ["reviewer", "administrator"],
  "policy.read": ["reviewer", "administrator"],
  "policy.change": ["administrator"],
  "audit.read": ["reviewer", "administrator"],
  "key.restore": ["reviewer", "administrator"],
  "company.decide": ["reviewer", "administrator"],
  "contract.read": ["reviewer", "administrator"],
  "contract.enter": ["administrator"],
  "contract.withdraw": ["administrator"],
  "production.decide": ["reviewer", "administrator"],
  "partner.read": ["reviewer", "administrator"],
  "partner.suspend": ["reviewer", "administrator"],
  "partner.offer-keys": ["administrator"],
  "account.limit": ["administrator"],
  "account.reset-second-factor": ["administrator"],
  "operator.manage": ["administrator"],
  "api-service.read": ["reviewer", "administrator"],
  "api-service.change": ["administrator"],
  "provider-webhook.read": ["reviewer", "administrator"],
  "provider-webhook.change": ["administrator"],
} as const satisfies Record<string, readonly Role[]>;

type Action = keyof typeof MATRIX;
type ActionOf<Of extends Role> = {
  [A in Action]: Extract<(typeof MATRIX)[A][number], Of> extends never ? never : A;
}[Action];

/** What is done in a project, by its members. */
export type ProjectAction = ActionOf<ProjectRole>;
/** What is done at the provider's own desk. */
export type OperatorAction = ActionOf<OperatorRole>;

export function isAllowed(role: ProjectRole, action: ProjectAction): boolean {
  return mayDo(role, action);
}

export function isOperatorAllowed(role: OperatorRole, action: OperatorAction): boolean {
  return mayDo(role, action);
}

function mayDo(role: Role, action: Action): boolean {
  return (MATRIX[action] as readonly Role[]).includes(role);
}
