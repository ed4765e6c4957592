import { randomUUIDv7 } from "node:crypto";
import type { Logger } from "pino";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Notice } from "../notices/store.ts";
import { bodyOf, newDelivery } from "./message.ts";
import { isWanted } from "./rules.ts";
import { claimUnsent, insertDelivery, receiversAt, setSent, unsentNotices } from "./store.ts";

const MOST_AT_ONCE = 100;

/**
 * Makes messages of new notices, one for each receiver that was there when it happened. Each notice is one transaction, so that with several
 * workers, and after one has died, each receiver has its message once. One that fails doesn't hold up the others.
 */
export async function queueNotices(database: Database, now: Date, log: Pick<Logger, "warn">): Promise<void> {
  for (const id of await unsentNotices(database, MOST_AT_ONCE)) {
    try {
      await inTransaction(database, (tx) => queueOne(tx, id, now));
    } catch (error) {
      log.warn({ err: error, notice: id }, "a notice could not be sent to webhooks and is tried again");
    }
  }
}

async function queueOne(tx: Transaction, id: string, now: Date): Promise<void> {
  const notice = await claimUnsent(tx, id);
  if (notice === null) return;
  const receivers = await receiversAt(tx, notice.projectId, notice.at);
  const wanting = receivers.filter((choice) => isWanted(choice, notice.kind));
  for (const webhookId of new Set(wanting.map((choice) => choice.webhookId))) {
    const of = { id: randomUUIDv7(), webhookId, noticeId: id, type: notice.kind, body: bodyOfNotice(notice) };
    await insertDelivery(tx, newDelivery(of, now));
  }
  await setSent(tx, id, now);
}

/** What the notice says, in fields: programs read no sentences. There is no secret among them. */
function bodyOfNotice(notice: Notice): string {
  const { kind, at, projectId, projectName, environment, actor, facts } = notice;
  return bodyOf(kind, at, { project: { id: projectId, name: projectName }, environment, actor, ...facts });
}
