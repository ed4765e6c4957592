import { appendAudit } from "../audit/append.ts";
import { credentialsOf, hasActiveProduction, setDeleted } from "../credentials/store.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { endAllKeys } from "../encryption-keys/end-all-keys.ts";
import type { Who } from "../http/signed-in.ts";
import { type Publication, publish } from "../key-book/publish.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import {
  environmentsOf,
  lockEnvironmentById,
  lockProject,
  memberAddresses,
  updateProject,
} from "../projects/store.ts";
import { deleteTeam } from "../projects/team/store.ts";

/**
 * Deletes a project: its credentials and keys stop at once on every gateway, and nobody is a member of it any more. Its row and its audit
 * trail stay, for operators to read. Not while it has active Production credentials.
 *
 * @param name the project's, typed as it is shown
 * @throws {Problem} not-found, not-allowed, name-not-confirmed, production-active
 */
export async function deleteProject(
  deps: { readonly database: Database; readonly providerName: string },
  who: Who,
  projectId: string,
  name: string,
): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    await lockProject(tx, projectId);
    const { project } = await requireRole(tx, who.signedIn, projectId, "project.delete");
    if (name !== project.name) {
      const detail = `Type “${project.name}” to delete the project.`;
      throw new Problem("name-not-confirmed", detail, { fields: [{ pointer: "/name", detail }] });
    }
    const environments = await environmentsOf(tx, projectId);
    for (const { id } of environments) await lockEnvironmentById(tx, id);
    // Asked under the locks of the environments, which an approval takes as well.
    if (await hasActiveProduction(tx, projectId)) throw productionActive();
    const told: Publication[] = [];
    let stopped = 0;
    for (const { id } of environments) {
      told.push({ gone: "environment", id });
      for (const credential of await credentialsOf(tx, id)) {
        await setDeleted(tx, credential.id, who.now);
        told.push({ gone: "credential", id: credential.id });
        stopped += 1;
      }
    }
    const keys = await endAllKeys(tx, projectId, who.signedIn.email, who.now);
    const members = await memberAddresses(tx, projectId);
    await updateProject(tx, projectId, { deletedAt: who.now });
    await deleteTeam(tx, projectId);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId,
        action: "project.deleted",
        subject: `project:${projectId}`,
        before: { name: project.name, credentials: stopped, keys: keys.length, members: members.join(", ") },
      },
    ]);
    for (const to of members)
      await queueMail(tx, who.now, {
        to,
        subject: `The project “${project.name}” was deleted`,
        text: `${who.signedIn.email} has deleted the project “${project.name}” at ${deps.providerName}. All its credentials and keys have stopped.\n\nIf this is not as it should be, tell us.\n`,
      });
    await publish(tx, [...told, ...keys]);
  });
}

function productionActive(): Problem {
  return new Problem(
    "production-active",
    "The project has active Production credentials: delete those first, so that no live program stops by mistake.",
  );
}
