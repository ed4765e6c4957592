/**
 * Who may do what, written down once: the code asks here, and the tests walk it. Roles are of a person in a project; what a stranger may
 * do is answered with 404 before anyone asks.
 */
export const PROJECT_ROLES = ["admin", "read-only"] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];

const MATRIX = {
  "project.read": ["admin", "read-only"],
  "activity.read": ["admin", "read-only"],
  "certificate.download": ["admin", "read-only"],
  "credential.reveal": ["admin"],
  "credential.add": ["admin"],
  "credential.rotate": ["admin"],
  "credential.delete": ["admin"],
  "key.add": ["admin"],
  "key.activate": ["admin"],
  "key.rename": ["admin"],
  "key.revoke": ["admin"],
} as const satisfies Record<string, readonly ProjectRole[]>;

export type ProjectAction = keyof typeof MATRIX;

export function isAllowed(role: ProjectRole, action: ProjectAction): boolean {
  return (MATRIX[action] as readonly ProjectRole[]).includes(role);
}
