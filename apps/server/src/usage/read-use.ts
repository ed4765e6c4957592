import type { Database } from "../database/database.ts";
import type { KeyUse } from "../encryption-keys/key-use.ts";
import { DAY_MS, HOUR_MS, hourOf, minuteOf } from "./rules.ts";
import { callsByHourSince, callsByMinuteSince, spansOf, type Whose } from "./store.ts";

type Reader = Pick<Database, "select">;

/** Use of a key or of credentials. */
export interface Use extends KeyUse {
  readonly firstUsedAt: Date | null;
}

const UNUSED: Use = { firstUsedAt: null, lastUsedAt: null, calls: { hour: 0, day: 0, week: 0 } };

/** Of one key or one set of credentials. */
export async function useOf(tx: Reader, subjectId: string, now: Date): Promise<Use> {
  return (await readUse(tx, { subjectId }, now))(subjectId);
}

/** Calls with any of these credentials since they are counted by the hour, and when the last one was. */
export async function useTogether(
  tx: Reader,
  subjectIds: readonly string[],
): Promise<{ calls: number; lastAt: Date | null }> {
  let calls = 0;
  let lastAt: Date | null = null;
  for (const subjectId of subjectIds) {
    const [sum] = await callsByHourSince(tx, { subjectId }, new Date(0));
    const [span] = await spansOf(tx, { subjectId });
    calls += sum?.calls ?? 0;
    if (span !== undefined && (lastAt === null || span.lastUsedAt > lastAt)) lastAt = span.lastUsedAt;
  }
  return { calls, lastAt };
}

/** @returns for an id of what was asked about, its use */
export async function readUse(tx: Reader, whose: Whose, now: Date): Promise<(subjectId: string) => Use> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const spans = new Map((await spansOf(tx, whose)).map((span) => [span.subjectId, span]));
  const callsOf = (rows: readonly { subjectId: string; calls: number }[]) =>
    new Map(rows.map(({ subjectId, calls }) => [subjectId, calls]));
  const hour = callsOf(await callsByMinuteSince(tx, whose, minuteOf(ago(HOUR_MS))));
  const day = callsOf(await callsByHourSince(tx, whose, hourOf(ago(DAY_MS))));
  const week = callsOf(await callsByHourSince(tx, whose, hourOf(ago(7 * DAY_MS))));
  return (subjectId) => {
    const span = spans.get(subjectId);
    if (span === undefined) return UNUSED;
    return {
      firstUsedAt: span.firstUsedAt,
      lastUsedAt: span.lastUsedAt,
      calls: {
        hour: hour.get(subjectId) ?? 0,
        day: day.get(subjectId) ?? 0,
        week: week.get(subjectId) ?? 0,
      },
    };
  };
}
