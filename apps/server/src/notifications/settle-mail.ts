import { and, eq, inArray, isNull, lt, lte, or } from "drizzle-orm";
import { type AuditEvent, appendAudit, byServer } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { ClaimedMail } from "./claim-mail.ts";
import { mails } from "./tables.ts";

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
const KEPT_MS = 30 * 24 * 3_600_000;
const ORIGIN = byServer("mail-queue");

/** In one transaction: it holds the lock of the trail that it writes to. */
const MOST_AT_ONCE = 50;

/** Pause after the n-th try: a minute, doubled each time, an hour at most, so that mail flows soon after a server has come back. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
}

export async function markSent(database: Database, mail: ClaimedMail, now: Date): Promise<void> {
  await settle(database, mail, { sentAt: now, body: "", html: null, lastError: null });
}

/** The server will never take it: no such mailbox, refused as a whole. The audit trail says so, since somebody was not told something. */
export async function markGivenUp(
  database: Database,
  mail: ClaimedMail,
  now: Date,
  reason: string,
): Promise<void> {
  await inTransaction(database, async (tx) => {
    if (!(await settle(tx, mail, { givenUpAt: now, body: "", html: null, lastError: reason }))) return;
    await appendAudit(tx, ORIGIN, now, [givenUp(mail, reason)]);
  });
}

function givenUp(mail: { readonly id: string; readonly recipient: string }, reason: string): AuditEvent {
  const { id, recipient } = mail;
  return { projectId: null, action: "mail.given-up", subject: `mail:${id}`, after: { recipient, reason } };
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

/**
 * A try whose lease has gone to another has no say any more.
 *
 * @returns false for such a one
 */
async function settle(
  database: Pick<Database, "update">,
  mail: ClaimedMail,
  change: Partial<typeof mails.$inferInsert>,
): Promise<boolean> {
  const settled = await database
    .update(mails)
    .set({ ...change, lease: null })
    .where(and(eq(mails.id, mail.id), eq(mails.lease, mail.lease)))
    .returning({ id: mails.id });
  return settled.length === 1;
}

/** Gives up what is of no use any more and forgets what was done with thirty days ago. */
export async function sweepMails(database: Database, now: Date): Promise<void> {
  while ((await giveUpSome(database, now)) === MOST_AT_ONCE) {
    // The next ones.
  }
  await database.delete(mails).where(lt(mails.queuedAt, new Date(now.getTime() - KEPT_MS)));
}

async function giveUpSome(database: Database, now: Date): Promise<number> {
  return inTransaction(database, async (tx) => {
    const useless = tx
      .select({ id: mails.id })
      .from(mails)
      .where(
        and(
          isNull(mails.sentAt),
          isNull(mails.givenUpAt),
          lte(mails.goodUntil, now),
          or(isNull(mails.lease), lte(mails.dueAt, now)),
        ),
      )
      .limit(MOST_AT_ONCE)
      .for("update", { skipLocked: true });
    const given = await tx
      .update(mails)
      .set({ givenUpAt: now, body: "", html: null })
      .where(inArray(mails.id, useless))
      .returning({ id: mails.id, recipient: mails.recipient, lastError: mails.lastError });
    await appendAudit(
      tx,
      ORIGIN,
      now,
      given.map((mail) => givenUp(mail, mail.lastError ?? "not sent in time")),
    );
    return given.length;
  });
}
