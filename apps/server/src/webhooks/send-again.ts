import { randomUUIDv7 } from "node:crypto";
import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { asChanger, type Changer } from "./as-changer.ts";
import { noSuchWebhook, type WhichWebhook } from "./change.ts";
import { bodyOf, newDelivery } from "./message.ts";
import { TRIED_MS } from "./rules.ts";
import { type Delivery, findWebhook, insertDelivery, lockDelivery, updateDelivery } from "./store.ts";

/**
 * Sends a message again, whatever became of it, with the same `webhook-id`, and tries it for another day.
 *
 * @throws {Problem} not-found, wrong-state (the receiver is paused, or it is being sent at this moment), too-many-attempts
 */
export async function redeliver(
  database: Database,
  who: Changer,
  which: WhichWebhook & { readonly deliveryId: string },
): Promise<Delivery> {
  const webhook = await findWebhook(database, which.owner, which.webhookId);
  if (webhook === null) throw noSuchWebhook();
  if (webhook.pausedAt !== null) throw paused();
  await requireAttempt(database, { kind: "webhook", of: [who.signedIn.id] }, who.now);
  return asChanger(database, who, async (tx) => {
    const delivery = await lockDelivery(tx, webhook.id, which.deliveryId);
    if (delivery === null) throw new Problem("not-found", "There is no such message any more.");
    if (delivery.lease !== null && delivery.dueAt > who.now)
      throw new Problem("wrong-state", "The message is being sent at this moment.");
    const set = {
      dueAt: who.now,
      goodUntil: new Date(who.now.getTime() + TRIED_MS),
      lease: null,
      attempts: 0,
      deliveredAt: null,
      givenUpAt: null,
    };
    await updateDelivery(tx, delivery.id, set);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: which.owner,
        action: "webhook.redelivered",
        subject: `webhook:${webhook.id}`,
        after: { host: new URL(webhook.url).host, type: delivery.type },
      },
    ]);
    return { ...delivery, ...set };
  });
}

/**
 * Sends a message that says nothing, so that a receiver can be tried.
 *
 * @throws {Problem} not-found, wrong-state (the receiver is paused), too-many-attempts
 */
export async function sendTest(database: Database, who: Changer, which: WhichWebhook): Promise<Delivery> {
  const webhook = await findWebhook(database, which.owner, which.webhookId);
  if (webhook === null) throw noSuchWebhook();
  if (webhook.pausedAt !== null) throw paused();
  await requireAttempt(database, { kind: "webhook", of: [who.signedIn.id] }, who.now);
  const type = "webhook.test";
  const body = bodyOf(type, who.now, { message: "A test. Nothing has happened." });
  const delivery = newDelivery(
    { id: randomUUIDv7(), webhookId: webhook.id, noticeId: null, type, body },
    who.now,
  );
  await asChanger(database, who, async (tx) => {
    await insertDelivery(tx, delivery);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: which.owner,
        action: "webhook.tested",
        subject: `webhook:${webhook.id}`,
        after: { host: new URL(webhook.url).host },
      },
    ]);
  });
  return delivery;
}

function paused(): Problem {
  return new Problem("wrong-state", "The webhook is paused: resume it first.");
}
