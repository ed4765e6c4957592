import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { DESTROYED_AFTER_MS } from "./rules.ts";
import { destroyPrivateKeys } from "./store.ts";

const ORIGIN = { accountId: null, actor: "server", address: "local", requestId: "key-destruction" };

/**
 * Destroys the private halves of Client Encryption Keys that were revoked a while ago, and writes it down.
 *
 * @returns how many
 */
export async function destroyRevokedKeys(database: Database, now: Date): Promise<number> {
  return inTransaction(database, async (tx) => {
    const destroyed = await destroyPrivateKeys(tx, new Date(now.getTime() - DESTROYED_AFTER_MS));
    await appendAudit(
      tx,
      ORIGIN,
      now,
      destroyed.map((key) => ({
        projectId: key.projectId,
        action: "client-encryption-key.destroyed",
        subject: `client-encryption-key:${key.id}`,
        after: { kid: key.kid },
      })),
    );
    return destroyed.length;
  });
}
