import { TRIED_MS } from "./rules.ts";
import type { Delivery } from "./store.ts";

/** A message's body, in the form that the specification recommends. */
export function bodyOf(type: string, at: Date, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

/** A message that is to be sent at once. */
export function newDelivery(
  of: Pick<Delivery, "id" | "webhookId" | "noticeId" | "type" | "body">,
  now: Date,
): Delivery {
  return {
    ...of,
    queuedAt: now,
    goodUntil: new Date(now.getTime() + TRIED_MS),
    dueAt: now,
    lease: null,
    attempts: 0,
    tries: [],
    deliveredAt: null,
    givenUpAt: null,
  };
}
