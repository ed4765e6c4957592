import { appendAudit, byServer } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";
import { isTaken, MOST_TRIES_KEPT, nextTry, type Try } from "./rules.ts";
import { settleDelivery } from "./store.ts";

const ORIGIN = byServer("webhooks");

/**
 * Notes how a try ended: taken, to be tried again, or given up after a day. That one is written into the trail, since somebody was not told
 * something.
 */
export async function settle(
  database: Database,
  claimed: ClaimedDelivery,
  ended: Try,
  now: Date,
): Promise<void> {
  const tries = [...claimed.tries, ended].slice(-MOST_TRIES_KEPT);
  if (isTaken(ended)) {
    await settleDelivery(database, claimed, { tries, deliveredAt: now });
    return;
  }
  const next = nextTry(claimed.attempts, claimed.goodUntil, now);
  if (next !== null) {
    await settleDelivery(database, claimed, { tries, dueAt: next });
    return;
  }
  await inTransaction(database, async (tx) => {
    if (!(await settleDelivery(tx, claimed, { tries, givenUpAt: now }))) return;
    const { webhook, type } = claimed;
    const reason = ended.status === null ? (ended.error ?? "unknown") : `status ${ended.status}`;
    await appendAudit(tx, ORIGIN, now, [
      {
        projectId: webhook.projectId,
        action: "webhook.given-up",
        subject: `webhook:${webhook.id}`,
        after: { host: new URL(webhook.url).host, type, reason },
      },
    ]);
  });
}

/** Puts a message back whose try was broken off by the worker itself: it doesn't count. */
export async function putBack(database: Database, claimed: ClaimedDelivery, now: Date): Promise<void> {
  await settleDelivery(database, claimed, { attempts: claimed.attempts - 1, dueAt: now });
}
