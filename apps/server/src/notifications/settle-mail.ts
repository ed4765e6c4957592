import { and, eq, isNull, lt, lte, or } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import type { ClaimedMail } from "./claim-mail.ts";
import { mails } from "./tables.ts";

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
const KEPT_MS = 30 * 24 * 3_600_000;

/** Pause after the n-th try: a minute, doubled each time, an hour at most, so that mail flows soon after a server has come back. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
}

export async function markSent(database: Database, mail: ClaimedMail, now: Date): Promise<void> {
  await settle(database, mail, { sentAt: now, body: "", lastError: null });
}

/** The server will never take it: no such mailbox, refused as a whole. */
export async function markGivenUp(
  database: Database,
  mail: ClaimedMail,
  now: Date,
  reason: string,
): Promise<void> {
  await settle(database, mail, { givenUpAt: now, body: "", lastError: reason });
}

export async function markDelayed(
  database: Database,
  mail: ClaimedMail,
  now: Date,
  reason: string,
): Promise<void> {
  await settle(database, mail, {
    dueAt: new Date(now.getTime() + pauseAfter(mail.attempts)),
    lastError: reason,
  });
}

/** A try whose lease has gone to another has no say any more. */
async function settle(
  database: Database,
  mail: ClaimedMail,
  change: Partial<typeof mails.$inferInsert>,
): Promise<void> {
  await database
    .update(mails)
    .set({ ...change, lease: null })
    .where(and(eq(mails.id, mail.id), eq(mails.lease, mail.lease)));
}

/** Gives up what is of no use any more and forgets what was done with thirty days ago. */
export async function sweepMails(database: Database, now: Date): Promise<void> {
  await database
    .update(mails)
    .set({ givenUpAt: now, body: "" })
    .where(
      and(
        isNull(mails.sentAt),
        isNull(mails.givenUpAt),
        lte(mails.goodUntil, now),
        or(isNull(mails.lease), lte(mails.dueAt, now)),
      ),
    );
  await database.delete(mails).where(lt(mails.queuedAt, new Date(now.getTime() - KEPT_MS)));
}
