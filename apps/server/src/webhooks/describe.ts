import { z } from "zod";
import { type Ability, abilityAnswer } from "../http/ability.ts";
import { ALL_KINDS, NOTICE_LABELS } from "../notices/kinds.ts";
import { DELIVERY_STATES, MOST_WEBHOOKS, stateOf } from "./rules.ts";
import type { Delivery, Webhook } from "./store.ts";

export const webhookAnswer = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  types: z
    .array(z.enum(ALL_KINDS))
    .nullable()
    .describe("The kinds that it gets; null: all, also those to come."),
  pausedAt: z.iso.datetime().nullable().describe("Since then nothing is sent to it; null: it is not paused."),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  oldSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe("Until then messages carry the signature of the secret before as well."),
  waiting: z.int().describe("Messages that it has not taken yet."),
  lastDeliveredAt: z.iso.datetime().nullable(),
});

export const webhooksAnswer = z.object({
  items: z.array(webhookAnswer),
  most: z.int(),
  kinds: z.array(z.object({ type: z.enum(ALL_KINDS), label: z.string() })).describe("All that there are."),
  can: z.object({ add: abilityAnswer, change: abilityAnswer }),
});

export const madeAnswer = z.object({
  webhook: webhookAnswer,
  secret: z
    .string()
    .describe("`whsec_` and base64, as libraries of Standard Webhooks take it. Shown this once."),
});

export const addedAnswer = madeAnswer.extend({
  warning: z
    .string()
    .nullable()
    .describe("What may be wrong with the address, which is stored all the same."),
});

export const deliveryAnswer = z.object({
  id: z.uuid().describe("Is the message's `webhook-id`."),
  type: z.string(),
  state: z.enum(DELIVERY_STATES),
  queuedAt: z.iso.datetime(),
  nextTryAt: z.iso.datetime().nullable(),
  deliveredAt: z.iso.datetime().nullable(),
  attempts: z.int().describe("Since it was queued, or last sent again."),
  body: z.string(),
  tries: z
    .array(
      z.object({
        at: z.iso.datetime(),
        status: z.int().nullable().describe("Of the receiver's answer."),
        error: z.string().nullable().describe("Why there was none, in a word."),
        ms: z.int(),
      }),
    )
    .describe("The newest twenty, oldest first."),
});

export const deliveriesAnswer = z.object({
  items: z.array(deliveryAnswer),
  next: z.string().nullable(),
  can: z.object({ redeliver: abilityAnswer }),
});

interface Reception {
  readonly waiting: number;
  readonly lastDeliveredAt: Date | null;
}

export function describeWebhook(
  webhook: Webhook,
  { waiting, lastDeliveredAt }: Reception,
  now: Date,
): z.infer<typeof webhookAnswer> {
  const { id, url, description, createdAt, createdBy, oldSecretUntil } = webhook;
  return {
    id,
    url,
    description,
    types: webhook.types,
    pausedAt: webhook.pausedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    createdBy,
    oldSecretUntil: oldSecretUntil !== null && oldSecretUntil > now ? oldSecretUntil.toISOString() : null,
    waiting,
    lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
  };
}

export function describeDelivery(delivery: Delivery): z.infer<typeof deliveryAnswer> {
  const { id, type, queuedAt, dueAt, deliveredAt, attempts, body, tries } = delivery;
  const state = stateOf(delivery);
  return {
    id,
    type,
    state,
    queuedAt: queuedAt.toISOString(),
    nextTryAt: state === "waiting" ? dueAt.toISOString() : null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    attempts,
    body,
    tries: [...tries],
  };
}

export function describeWebhooks(
  all: readonly Webhook[],
  reception: ReadonlyMap<string, Reception>,
  change: Ability,
  now: Date,
): z.infer<typeof webhooksAnswer> {
  const full: Ability = { allowed: false, reason: "too-many-webhooks" };
  return {
    items: all.map((one) =>
      describeWebhook(one, reception.get(one.id) ?? { waiting: 0, lastDeliveredAt: null }, now),
    ),
    most: MOST_WEBHOOKS,
    kinds: ALL_KINDS.map((type) => ({ type, label: NOTICE_LABELS[type] })),
    can: { add: change.allowed && all.length >= MOST_WEBHOOKS ? full : change, change },
  };
}
