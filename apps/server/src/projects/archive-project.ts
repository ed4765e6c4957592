import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { requireRole } from "./require-role.ts";
import { lockProject, updateProject } from "./store.ts";
import { tellMembers } from "./tell-members.ts";

/**
 * Takes a project out of its members' lists, or brings it back. Nothing stops: credentials, keys and reminders go on.
 *
 * @throws {Problem} not-found, not-allowed
 */
export async function archiveProject(
  database: Database,
  who: Who,
  projectId: string,
  archived: boolean,
): Promise<void> {
  await inTransaction(database, async (tx) => {
    await lockProject(tx, projectId);
    const { project } = await requireRole(tx, who.signedIn, projectId, "project.archive");
    if ((project.archivedAt !== null) === archived) return;
    await updateProject(tx, projectId, { archivedAt: archived ? who.now : null });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId,
        action: archived ? "project.archived" : "project.brought-back",
        subject: `project:${projectId}`,
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: archived ? "project.archived" : "project.brought-back",
      projectId,
      environmentId: null,
      facts: {},
    });
  });
}
