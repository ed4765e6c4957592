import { randomUUID } from "node:crypto";
import { and, asc, eq, gt, isNull, lte } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { mails } from "./tables.ts";

export interface ClaimedMail {
  readonly id: string;
  readonly lease: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly html: string | null;
  readonly queuedAt: Date;
  /** This try included. */
  readonly attempts: number;
}

/** Longer than a try may take (send-mail.ts), by enough for clocks that differ. */
export const LEASE_MS = 5 * 60_000;

/**
 * Takes the mail that has waited longest, if one is due. Until its lease ends no other worker sees it: rows that another one is just
 * taking are skipped, not waited for. A worker that dies leaves the mail to the next one when the lease is over.
 */
export async function claimMail(database: Database, now: Date): Promise<ClaimedMail | null> {
  return inTransaction(database, async (tx) => {
    const [due] = await tx
      .select()
      .from(mails)
      .where(
        and(isNull(mails.sentAt), isNull(mails.givenUpAt), lte(mails.dueAt, now), gt(mails.goodUntil, now)),
      )
      .orderBy(asc(mails.dueAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (due === undefined) return null;
    const lease = randomUUID();
    const attempts = due.attempts + 1;
    await tx
      .update(mails)
      .set({ lease, attempts, dueAt: new Date(now.getTime() + LEASE_MS) })
      .where(eq(mails.id, due.id));
    const { id, recipient, subject, body, html, queuedAt } = due;
    return { id, lease, recipient, subject, body, html, queuedAt, attempts };
  });
}
