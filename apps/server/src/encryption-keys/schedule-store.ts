import { and, asc, desc, eq, inArray, isNull, lte } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { keySchedules } from "./tables.ts";

export type Schedule = typeof keySchedules.$inferSelect;
type Reader = Pick<Database, "select">;

export async function insertSchedule(tx: Transaction, schedule: Schedule): Promise<void> {
  await tx.insert(keySchedules).values(schedule);
}

/** What is scheduled in an environment and hasn't ended. */
export async function pendingScheduleOf(tx: Reader, environmentId: string): Promise<Schedule | null> {
  const [row] = await tx
    .select()
    .from(keySchedules)
    .where(and(eq(keySchedules.environmentId, environmentId), isNull(keySchedules.endedAt)));
  return row ?? null;
}

/** @returns false when it had ended before */
export async function endSchedule(
  tx: Transaction,
  id: string,
  endedAt: Date,
  outcome: NonNullable<Schedule["outcome"]>,
  reason: string | null = null,
): Promise<boolean> {
  const ended = await tx
    .update(keySchedules)
    .set({ endedAt, outcome, reason })
    .where(and(eq(keySchedules.id, id), isNull(keySchedules.endedAt)))
    .returning({ id: keySchedules.id });
  return ended.length > 0;
}

/** Those whose time has come, the earliest first. */
export async function dueSchedules(tx: Reader, now: Date, most: number): Promise<Schedule[]> {
  return tx
    .select()
    .from(keySchedules)
    .where(and(isNull(keySchedules.endedAt), lte(keySchedules.at, now)))
    .orderBy(asc(keySchedules.at))
    .limit(most);
}

/** Of each of these keys the schedule made last. */
export async function latestSchedules(tx: Reader, keyIds: readonly string[]): Promise<Schedule[]> {
  if (keyIds.length === 0) return [];
  const rows = await tx
    .select()
    .from(keySchedules)
    .where(inArray(keySchedules.keyId, [...keyIds]))
    .orderBy(desc(keySchedules.scheduledAt), desc(keySchedules.id));
  const seen = new Set<string>();
  return rows.filter(({ keyId }) => !seen.has(keyId) && seen.add(keyId));
}
