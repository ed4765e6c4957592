import { appendAudit, byServer } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { destroyPrivateKeys } from "./store.ts";

const ORIGIN = byServer("key-destruction");

const DAY_MS = 86_400_000;

/** In one transaction: each takes the locks of the trails it writes to. */
const MOST_AT_ONCE = 50;

/**
 * Destroys the private halves of revoked Client Encryption Keys whose day has come, and writes it down.
 *
 * @returns how many
 */
export async function destroyRevokedKeys(database: Database, now: Date): Promise<number> {
  for (let sum = 0; ; ) {
    const destroyed = await destroySome(database, now);
    sum += destroyed;
    if (destroyed < MOST_AT_ONCE) return sum;
  }
}

async function destroySome(database: Database, now: Date): Promise<number> {
  return inTransaction(database, async (tx) => {
    // A key that the release before this one has revoked has no day of its own.
    const { destroyAfterDays } = await readKeyPolicy(tx);
    const revokedUntil = new Date(now.getTime() - destroyAfterDays * DAY_MS);
    const destroyed = await destroyPrivateKeys(tx, now, revokedUntil, MOST_AT_ONCE);
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
    for (const { projectId, environmentId, kid } of destroyed) {
      await tellMembers(tx, ORIGIN, now, {
        kind: "key.destroyed",
        projectId,
        environmentId,
        facts: { keyType: "client", kid, alias: null },
      });
    }
    return destroyed.length;
  });
}
