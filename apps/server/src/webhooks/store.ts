import { randomUUIDv7 } from "node:crypto";
import { and, asc, count, desc, eq, isNotNull, isNull, lt, lte, max, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { notices } from "../notices/tables.ts";
import { projects } from "../projects/tables.ts";
import type { Choice } from "./rules.ts";
import { webhookChoices, webhookDeliveries, webhooks } from "./tables.ts";

export type Webhook = typeof webhooks.$inferSelect;
export type Delivery = typeof webhookDeliveries.$inferSelect;
type Reader = Pick<Database, "select">;

/** Of a project; null: the provider's. */
export type Owner = string | null;

function of(owner: Owner) {
  return owner === null ? isNull(webhooks.projectId) : eq(webhooks.projectId, owner);
}

/** The oldest first. */
export async function webhooksOf(tx: Reader, owner: Owner): Promise<Webhook[]> {
  return tx.select().from(webhooks).where(of(owner)).orderBy(asc(webhooks.createdAt), asc(webhooks.id));
}

export async function findWebhook(tx: Reader, owner: Owner, id: string): Promise<Webhook | null> {
  const [row] = await tx
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, id), of(owner)));
  return row ?? null;
}

export async function lockWebhook(tx: Transaction, owner: Owner, id: string): Promise<Webhook | null> {
  const [row] = await tx
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, id), of(owner)))
    .for("update");
  return row ?? null;
}

export async function insertWebhook(tx: Transaction, webhook: Webhook): Promise<void> {
  await tx.insert(webhooks).values(webhook);
  await insertChoice(tx, webhook, webhook.createdAt);
}

export async function updateWebhook(tx: Transaction, id: string, set: Partial<Webhook>): Promise<void> {
  await tx.update(webhooks).set(set).where(eq(webhooks.id, id));
}

export async function deleteWebhook(tx: Transaction, id: string): Promise<void> {
  await tx.delete(webhooks).where(eq(webhooks.id, id));
}

/** How many messages wait for each receiver, and when it last took one. */
export async function receptionOf(
  tx: Reader,
  owner: Owner,
): Promise<ReadonlyMap<string, { waiting: number; lastDeliveredAt: Date | null }>> {
  const { webhookId, deliveredAt, givenUpAt } = webhookDeliveries;
  const rows = await tx
    .select({
      webhookId,
      waiting: count(sql`case when ${deliveredAt} is null and ${givenUpAt} is null then 1 end`),
      lastDeliveredAt: max(deliveredAt),
    })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookId))
    .where(of(owner))
    .groupBy(webhookId);
  return new Map(rows.map(({ webhookId: id, ...row }) => [id, row]));
}

/** @returns false if this notice is on its way to this receiver already */
export async function insertDelivery(tx: Transaction, delivery: Delivery): Promise<boolean> {
  const rows = await tx
    .insert(webhookDeliveries)
    .values(delivery)
    .onConflictDoNothing({ target: [webhookDeliveries.webhookId, webhookDeliveries.noticeId] })
    .returning({ id: webhookDeliveries.id });
  return rows.length === 1;
}

/** A receiver's messages, the newest first, those before one of them. */
export async function deliveriesOf(
  tx: Reader,
  webhookId: string,
  before: { readonly at: Date; readonly id: string } | null,
  limit: number,
): Promise<Delivery[]> {
  const { queuedAt, id } = webhookDeliveries;
  return tx
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.webhookId, webhookId),
        before === null
          ? undefined
          : sql`(${queuedAt}, ${id}) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)`,
      ),
    )
    .orderBy(desc(queuedAt), desc(id))
    .limit(limit);
}

export async function lockDelivery(tx: Transaction, webhookId: string, id: string): Promise<Delivery | null> {
  const [row] = await tx
    .select()
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.webhookId, webhookId)))
    .for("update");
  return row ?? null;
}

export async function updateDelivery(tx: Transaction, id: string, set: Partial<Delivery>): Promise<void> {
  await tx.update(webhookDeliveries).set(set).where(eq(webhookDeliveries.id, id));
}

/** From this moment on the receiver gets what it says. */
export async function insertChoice(
  tx: Transaction,
  { id, types, pausedAt }: Pick<Webhook, "id" | "types" | "pausedAt">,
  since: Date,
): Promise<void> {
  await tx
    .insert(webhookChoices)
    .values({ id: randomUUIDv7(), webhookId: id, since, types, paused: pausedAt !== null });
}

/**
 * Receivers that were there when it happened, the project's and the provider's, with what they were getting. Of one that was changed in the
 * very millisecond both are there, before and after: so no change is quick enough to silence what it is made for, nor itself.
 */
export async function receiversAt(
  tx: Reader,
  projectId: string,
  at: Date,
): Promise<(Choice & { readonly webhookId: string })[]> {
  const { webhookId, since, types, paused } = webhookChoices;
  const replaced = sql`exists (select from webhook_choices later
    where later.webhook_id = ${webhookId} and later.since > ${since} and later.since < ${at.toISOString()}::timestamptz)`;
  return tx
    .select({ webhookId, types, paused })
    .from(webhookChoices)
    .innerJoin(webhooks, eq(webhooks.id, webhookId))
    .where(
      and(
        or(isNull(webhooks.projectId), eq(webhooks.projectId, projectId)),
        lte(since, at),
        sql`not ${replaced}`,
      ),
    );
}

/** What was replaced before then. */
export async function deleteChoicesBefore(tx: Pick<Database, "delete">, until: Date): Promise<void> {
  const { webhookId, since } = webhookChoices;
  await tx.delete(webhookChoices).where(
    sql`exists (select from webhook_choices later
        where later.webhook_id = ${webhookId} and later.since > ${since} and later.since < ${until.toISOString()}::timestamptz)`,
  );
}

/** Ids of notices that aren't on their way to receivers yet, the oldest first. */
export async function unsentNotices(tx: Reader, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ id: notices.id })
    .from(notices)
    .where(isNull(notices.webhooksAt))
    .orderBy(asc(notices.at), asc(notices.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** The notice, locked, if nobody has sent it on its way and nobody is just doing so. */
export async function claimUnsent(tx: Transaction, id: string): Promise<typeof notices.$inferSelect | null> {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(eq(notices.id, id), isNull(notices.webhooksAt)))
    .for("update", { skipLocked: true });
  return row ?? null;
}

/** What a receiver has not taken when its pause ends is tried from then on as if it were new; what is being sent at the moment goes its own way. */
export async function renewWaiting(
  tx: Transaction,
  webhookId: string,
  now: Date,
  goodUntil: Date,
): Promise<void> {
  const { deliveredAt, givenUpAt, lease } = webhookDeliveries;
  await tx
    .update(webhookDeliveries)
    .set({ dueAt: now, goodUntil, attempts: 0 })
    .where(
      and(eq(webhookDeliveries.webhookId, webhookId), isNull(deliveredAt), isNull(givenUpAt), isNull(lease)),
    );
}

export async function setSent(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.update(notices).set({ webhooksAt: now }).where(eq(notices.id, id));
}

export async function deleteDeliveriesBefore(tx: Pick<Database, "delete">, until: Date): Promise<void> {
  await tx.delete(webhookDeliveries).where(lt(webhookDeliveries.queuedAt, until));
}

/** Secrets whose overlap is over. */
export async function forgetOldSecrets(tx: Pick<Database, "update">, now: Date): Promise<void> {
  await tx
    .update(webhooks)
    .set({ oldSecret: null, oldSecretUntil: null })
    .where(and(isNotNull(webhooks.oldSecretUntil), lt(webhooks.oldSecretUntil, now)));
}

/** Of projects that were deleted so long ago that their last messages have had their day. */
export async function deleteOrphans(tx: Pick<Database, "delete">, deletedBefore: Date): Promise<void> {
  await tx
    .delete(webhooks)
    .where(
      sql`${webhooks.projectId} in (select ${projects.id} from ${projects} where ${projects.deletedAt} < ${deletedBefore.toISOString()}::timestamptz)`,
    );
}

/**
 * The message that has waited longest, locked, if one is due. A receiver that is just being sent one is passed over, so that a slow one holds
 * up no other; and so are rows that another worker is taking.
 */
export async function lockDue(
  tx: Transaction,
  now: Date,
): Promise<{ delivery: Delivery; webhook: Webhook } | null> {
  const { id, webhookId, dueAt, deliveredAt, givenUpAt } = webhookDeliveries;
  const at = sql`${now.toISOString()}::timestamptz`;
  const busy = sql`exists (select from webhook_deliveries held
    where held.webhook_id = ${webhookId} and held.lease is not null and held.due_at > ${at} and held.id <> ${id})`;
  const [row] = await tx
    .select({ delivery: webhookDeliveries, webhook: webhooks })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookId))
    .where(
      and(
        isNull(deliveredAt),
        isNull(givenUpAt),
        lte(dueAt, now),
        isNull(webhooks.pausedAt),
        sql`not ${busy}`,
      ),
    )
    .orderBy(asc(dueAt), asc(id))
    .limit(1)
    .for("update", { of: webhookDeliveries, skipLocked: true });
  return row ?? null;
}

/**
 * How a try ended. One whose lease has gone to another has no say any more.
 *
 * @returns false for such a one
 */
export async function settleDelivery(
  tx: Pick<Database, "update">,
  held: { readonly id: string; readonly lease: string },
  set: Partial<Delivery>,
): Promise<boolean> {
  const rows = await tx
    .update(webhookDeliveries)
    .set({ ...set, lease: null })
    .where(and(eq(webhookDeliveries.id, held.id), eq(webhookDeliveries.lease, held.lease)))
    .returning({ id: webhookDeliveries.id });
  return rows.length === 1;
}
