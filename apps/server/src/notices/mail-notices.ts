import type { Logger } from "pino";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { compose, type NoticeSetting } from "./compose.ts";
import { NOTICE_KINDS, OF_MANY_PROJECTS } from "./kinds.ts";
import {
  claimAlike,
  claimUnmailed,
  type Notice,
  type Recipient,
  recipientsOf,
  setMailed,
  unmailedNotices,
} from "./store.ts";

const MOST_AT_ONCE = 100;

/**
 * Puts the mails of new notices into the queue, for all who want them. Each notice, or all that say the same of many projects, is one
 * transaction, so that with several workers, and after one has died, its mails are queued once. One that fails doesn't hold up the others.
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
  const alike = OF_MANY_PROJECTS.has(notice.kind) ? await claimAlike(tx, notice) : [];
  const choice = NOTICE_KINDS[notice.kind] === "choice";
  for (const { recipient, about } of await whoIsTold(tx, [notice, ...alike])) {
    if (choice && recipient.withoutMail.includes(notice.kind)) continue;
    await queueMail(tx, now, compose(about, recipient, setting));
  }
  await setMailed(
    tx,
    [notice, ...alike].map((one) => one.id),
    now,
  );
  return true;
}

/** Each person once, with what concerns them. */
async function whoIsTold(tx: Transaction, told: readonly Notice[]) {
  const people = new Map<string, { readonly recipient: Recipient; readonly about: [Notice, ...Notice[]] }>();
  for (const notice of told) {
    for (const recipient of await recipientsOf(tx, notice.id)) {
      const known = people.get(recipient.email);
      if (known === undefined) people.set(recipient.email, { recipient, about: [notice] });
      else known.about.push(notice);
    }
  }
  return people.values();
}
