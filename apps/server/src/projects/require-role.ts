import type { Database } from "../database/database.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { isAllowed, type ProjectAction, type ProjectRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import { requireSecondFactor } from "./require-second-factor.ts";
import { findMembership, type Project } from "./store.ts";

/**
 * The project, if the person may do this in it.
 *
 * @throws {Problem} not-found for strangers, whether or not the project exists; not-allowed for members of another role;
 *   second-factor-required where the provider's policy wants one
 */
export async function requireRole(
  database: Pick<Database, "select" | "execute">,
  signedIn: SignedIn,
  projectId: string,
  action: ProjectAction,
): Promise<{ project: Project; role: ProjectRole }> {
  const membership = await findMembership(database, projectId, signedIn.id);
  if (membership === null) throw new Problem("not-found", "There is no such project among yours.");
  if (!isAllowed(membership.role, action)) {
    throw new Problem("not-allowed", "Read-only members can't do this; ask an admin of the project.");
  }
  await requireSecondFactor(database, signedIn, membership.project, action);
  return membership;
}
