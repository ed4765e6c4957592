import { appendAudit } from "../audit/append.ts";
import { credentialsOf, hasActiveProduction, setDeleted } from "../credentials/store.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { endAllKeys } from "../encryption-keys/end-all-keys.ts";
import type { Who } from "../http/signed-in.ts";
import { type Publication, publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { closeRequest } from "../production-access/close-request.ts";
import { requireRole } from "../projects/require-role.ts";
import {
  environmentsOf,
  lockEnvironmentById,
  lockProject,
  membersOf,
  updateProject,
} from "../projects/store.ts";
import { deleteTeam } from "../projects/team/store.ts";
import { tellMembers } from "../projects/tell-members.ts";

/**
 * Deletes a project: its credentials and keys stop at once on every gateway, and nobody is a member of it any more. Its row and its audit
 * trail stay, for operators to read; a request for Production that waits is withdrawn. Not while it has active Production credentials.
 *
 * @param name the project's, typed as it is shown
 * @throws {Problem} not-found, not-allowed, name-not-confirmed, production-active
 */
export async function deleteProject(
  database: Database,
  who: Who,
  projectId: string,
  name: string,
): Promise<void> {
  await inTransaction(database, async (tx) => {
    await lockProject(tx, projectId);
    const { project } = await requireRole(tx, who.signedIn, projectId, "project.delete");
    if (name !== project.name) {
      const detail = `Type “${project.name}” to delete the project.`;
      throw new Problem("name-not-confirmed", detail, { fields: [{ pointer: "/name", detail }] });
    }
    const environments = await environmentsOf(tx, projectId);
    await closeRequest(tx, who, projectId);
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
    const members = (await membersOf(tx, projectId)).map(({ email }) => email).sort();
    await updateProject(tx, projectId, { deletedAt: who.now });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId,
        action: "project.deleted",
        subject: `project:${projectId}`,
        before: { name: project.name, credentials: stopped, keys: keys.length, members: members.join(", ") },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "project.deleted",
      projectId,
      environmentId: null,
      facts: {},
    });
    await deleteTeam(tx, projectId);
    await publish(tx, [...told, ...keys]);
  });
}

function productionActive(): Problem {
  return new Problem(
    "production-active",
    "The project has active Production credentials: delete those first, so that no live program stops by mistake.",
  );
}
