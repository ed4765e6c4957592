import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { requireRole } from "../projects/require-role.ts";
import { findKey, type Which } from "./find-key.ts";
import { type MastercardEncryptionKey, renameMastercardKey } from "./store.ts";

/** Gives a Mastercard Encryption Key another alias on the desk. The name inside a key file that was downloaded stays as it is. */
export async function renameKey(
  database: Database,
  who: Who,
  which: Which & { readonly alias: string },
): Promise<MastercardEncryptionKey> {
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.rename");
  return inTransaction(database, async (tx) => {
    const key = await findKey(tx, "mastercard", project.id, which.keyId);
    if (key.alias === which.alias) return key;
    await renameMastercardKey(tx, key.id, which.alias);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "mastercard-encryption-key.renamed",
        subject: `mastercard-encryption-key:${key.id}`,
        before: { alias: key.alias },
        after: { alias: which.alias },
      },
    ]);
    return { ...key, alias: which.alias };
  });
}
