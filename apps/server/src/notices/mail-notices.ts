import type { Logger } from "pino";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { compose, type NoticeSetting } from "./compose.ts";
import { NOTICE_KINDS } from "./kinds.ts";
import { claimUnmailed, recipientsOf, setMailed, unmailedNotices } from "./store.ts";

const MOST_AT_ONCE = 100;

/**
 * Puts the mails of new notices into the queue, for all who want them. Each notice is one transaction, so that with several workers, and
 * after one has died, its mails are queued once. One that fails doesn't hold up the others.
 *
 * @returns how many notices were dealt with
 */
export async function mailNotices(
  database: Database,
  setting: NoticeSetting,
  now: Date,
  log: Pick<Logger, "warn">,
): Promise<number> {
  let mailed = 0;
  for (const id of await unmailedNotices(database, MOST_AT_ONCE)) {
    try {
      if (await inTransaction(database, (tx) => mailOne(tx, id, setting, now))) mailed += 1;
    } catch (error) {
      log.warn({ err: error, notice: id }, "a notice could not be mailed and is tried again");
    }
  }
  return mailed;
}

async function mailOne(tx: Transaction, id: string, setting: NoticeSetting, now: Date): Promise<boolean> {
  const notice = await claimUnmailed(tx, id);
  if (notice === null) return false;
  const choice = NOTICE_KINDS[notice.kind] === "choice";
  for (const recipient of await recipientsOf(tx, id)) {
    if (choice && recipient.withoutMail.includes(notice.kind)) continue;
    await queueMail(tx, now, compose(notice, recipient, setting));
  }
  await setMailed(tx, id, now);
  return true;
}
