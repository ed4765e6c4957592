import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction, sqlState } from "../database/transaction.ts";
import { BY_WORKER } from "./origin.ts";
import { insertRetired, lockMasterKeys, removeMasterKey } from "./store.ts";

const FOREIGN_KEY_VIOLATION = "23503";

/**
 * Takes a previous master key from the list of those that are needed. The database refuses while any row is wrapped under it, also one
 * that is just being written.
 *
 * @returns false: a row needs it still
 */
export async function retireMasterKey(database: Database, fingerprint: string, now: Date): Promise<boolean> {
  try {
    await inTransaction(database, async (tx) => {
      await lockMasterKeys(tx);
      const removed = await removeMasterKey(tx, fingerprint, "previous");
      if (removed === null) return;
      await insertRetired(tx, removed, now);
      await appendAudit(tx, BY_WORKER, now, [
        { projectId: null, action: "master-key.retired", subject: `master-key:${fingerprint}` },
      ]);
    });
    return true;
  } catch (error) {
    if (sqlState(error) === FOREIGN_KEY_VIOLATION) return false;
    throw error;
  }
}
