import { randomUUID } from "node:crypto";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { type Delivery, lockDue, updateDelivery, type Webhook } from "./store.ts";

export interface ClaimedDelivery extends Delivery {
  readonly lease: string;
  readonly webhook: Webhook;
}

/** Longer than a try may take (post-message.ts), by enough for clocks that differ. */
export const LEASE_MS = 60_000;

/**
 * Takes the message that has waited longest, if one is due. Until its lease ends no other worker sees it; a worker that dies leaves it to the
 * next one then.
 */
export async function claimDelivery(database: Database, now: Date): Promise<ClaimedDelivery | null> {
  return inTransaction(database, async (tx) => {
    const due = await lockDue(tx, now);
    if (due === null) return null;
    const lease = randomUUID();
    const attempts = due.delivery.attempts + 1;
    await updateDelivery(tx, due.delivery.id, {
      lease,
      attempts,
      dueAt: new Date(now.getTime() + LEASE_MS),
    });
    return { ...due.delivery, lease, attempts, webhook: due.webhook };
  });
}
