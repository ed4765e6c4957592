import { and, count, eq, isNull, like, lt, max, or } from "drizzle-orm";
import { auditEntries } from "../audit/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { calendarFeeds } from "./tables.ts";

export type CalendarFeed = typeof calendarFeeds.$inferSelect;
type Reader = Pick<Database, "select">;

/** How exact "last asked" is; saves a write for most requests. */
const READ_EVERY_MS = 3_600_000;

export async function findFeed(
  tx: Reader,
  projectId: string,
  accountId: string,
): Promise<CalendarFeed | null> {
  const [row] = await tx.select().from(calendarFeeds).where(isOf(projectId, accountId));
  return row ?? null;
}

export async function findFeedByToken(tx: Reader, tokenHash: Buffer): Promise<CalendarFeed | null> {
  const [row] = await tx.select().from(calendarFeeds).where(eq(calendarFeeds.tokenHash, tokenHash));
  return row ?? null;
}

/** In the place of the one that the member had, whose address ends by it. */
export async function replaceFeed(tx: Transaction, feed: CalendarFeed): Promise<void> {
  const { projectId, accountId, ...values } = feed;
  await tx
    .insert(calendarFeeds)
    .values(feed)
    .onConflictDoUpdate({ target: [calendarFeeds.projectId, calendarFeeds.accountId], set: values });
}

/** @returns false if there was none */
export async function deleteFeed(tx: Transaction, projectId: string, accountId: string): Promise<boolean> {
  const rows = await tx
    .delete(calendarFeeds)
    .where(isOf(projectId, accountId))
    .returning({ projectId: calendarFeeds.projectId });
  return rows.length === 1;
}

export async function setFeedRead(database: Database, tokenHash: Buffer, now: Date): Promise<void> {
  const lately = new Date(now.getTime() - READ_EVERY_MS);
  await database
    .update(calendarFeeds)
    .set({ readAt: now })
    .where(
      and(
        eq(calendarFeeds.tokenHash, tokenHash),
        or(isNull(calendarFeeds.readAt), lt(calendarFeeds.readAt, lately)),
      ),
    );
}

/**
 * What has happened to the project's keys, as the trail counts it: a number that only grows, and when it last did. Entries are never
 * removed, so a calendar never sees an older number after a newer one.
 */
export async function keyHistoryOf(
  tx: Reader,
  projectId: string,
): Promise<{ entries: number; lastAt: Date | null }> {
  const [row] = await tx
    .select({ entries: count(), lastAt: max(auditEntries.at) })
    .from(auditEntries)
    .where(and(eq(auditEntries.chain, projectId), like(auditEntries.subject, "%-encryption-key:%")));
  return { entries: row?.entries ?? 0, lastAt: row?.lastAt ?? null };
}

function isOf(projectId: string, accountId: string) {
  return and(eq(calendarFeeds.projectId, projectId), eq(calendarFeeds.accountId, accountId));
}
