import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { lockInProject } from "./lock-in-project.ts";
import { credentialsOf, setDeleted } from "./store.ts";

/**
 * Deletes a set of credentials: Partner ID, Secret and App Key stop at once, and so do all tokens. Its Partner ID is never given out again.
 *
 * @param which `evenIfLast`: also when no program could call afterwards
 * @throws {Problem} not-found, not-allowed, deleting-last-credential
 */
export async function deleteCredential(
  database: Database,
  who: Who,
  which: { readonly projectId: string; readonly credentialId: string; readonly evenIfLast: boolean },
): Promise<void> {
  await requireRole(database, who.signedIn, which.projectId, "credential.delete");
  await inTransaction(database, async (tx) => {
    const credential = await lockInProject(tx, which);
    const all = await credentialsOf(tx, credential.environmentId);
    if (all.length === 1 && !which.evenIfLast) {
      throw new Problem(
        "deleting-last-credential",
        "No program could call after this. Add another set of credentials first, or delete it all the same.",
      );
    }
    await setDeleted(tx, credential.id, who.now);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: credential.projectId,
        action: "credential.deleted",
        subject: `credential:${credential.id}`,
        before: { partnerId: credential.partnerId },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "credential.deleted",
      projectId: credential.projectId,
      environmentId: credential.environmentId,
      facts: { partnerId: credential.partnerId },
    });
    await publish(tx, [{ gone: "credential", id: credential.id }]);
  });
}
