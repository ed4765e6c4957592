import type { Transaction } from "../../database/database.ts";
import type { Who } from "../../http/signed-in.ts";
import type { ProjectAction, ProjectRole } from "../../permissions.ts";
import { requireRole } from "../require-role.ts";
import { lockProject, type Project } from "../store.ts";
import { readTeam, type Team } from "./store.ts";

/**
 * The team, held still until the transaction ends: changes of one team come one after the other, and each sees what the one before it has
 * left. Whoever has just been removed or lowered by the one before may do nothing any more.
 *
 * @throws {Problem} not-found, not-allowed
 */
export async function lockTeam(
  tx: Transaction,
  who: Who,
  projectId: string,
  action: ProjectAction,
): Promise<{ readonly project: Project; readonly role: ProjectRole; readonly team: Team }> {
  await lockProject(tx, projectId);
  const { project, role } = await requireRole(tx, who.signedIn, projectId, action);
  return { project, role, team: await readTeam(tx, projectId) };
}
