import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { CALLERS_KEPT_MS, HOURS_KEPT_MS, hourOf, MINUTES_KEPT_MS, minuteOf } from "./rules.ts";
import {
  addCallsByHour,
  addCallsByMinute,
  addOperations,
  findSubjects,
  isNewReport,
  noteCallers,
  type SubjectCalls,
  spanUses,
} from "./store.ts";

/** What a gateway tells of use; times are ages, in milliseconds before it was sent. */
export interface ReceivedUsage {
  readonly source: string;
  readonly number: number;
  readonly gateway: string;
  readonly calls: readonly {
    readonly credentialId: string;
    readonly operation: string;
    readonly statusClass: number;
    readonly encrypted: boolean;
    readonly count: number;
    readonly milliseconds: number;
    readonly ageMs: number;
  }[];
  readonly uses: readonly {
    readonly id: string;
    readonly count: number;
    readonly firstAgeMs: number;
    readonly lastAgeMs: number;
  }[];
  readonly callers: readonly {
    readonly environmentId: string;
    /** A keyed hash. */
    readonly caller: string;
    readonly said: "keys" | "nothing" | "unreadable";
    readonly kids: readonly string[];
    readonly ageMs: number;
  }[];
}

/**
 * Counts a report, and each report once: one that comes again, late or from a spool, changes nothing. Ids that the desk doesn't know are
 * passed over. To whose project a key or credentials belong is what the desk knows, never what a gateway says.
 *
 * @returns whether it was new
 */
export async function receiveUsage(database: Database, told: ReceivedUsage, now: Date): Promise<boolean> {
  const ago = (ageMs: number) => new Date(now.getTime() - ageMs);
  return inTransaction(database, async (tx) => {
    if (!(await isNewReport(tx, told, now))) return false;
    const ids = [...told.uses.map(({ id }) => id), ...told.calls.map(({ credentialId }) => credentialId)];
    const projectOf = await findSubjects(tx, [...new Set(ids)]);
    const uses = told.uses.flatMap(({ id, count, firstAgeMs, lastAgeMs }) => {
      const projectId = projectOf.get(id);
      if (projectId === undefined) return [];
      return [{ subjectId: id, projectId, calls: count, first: ago(firstAgeMs), last: ago(lastAgeMs) }];
    });
    const since = (keptMs: number) => uses.filter(({ last }) => last.getTime() > now.getTime() - keptMs);
    await spanUses(tx, uses);
    await addCallsByHour(tx, sums(since(HOURS_KEPT_MS), hourOf));
    await addCallsByMinute(tx, sums(since(MINUTES_KEPT_MS), minuteOf));
    await addOperations(
      tx,
      told.calls.flatMap(({ count, ageMs, ...call }) => {
        const projectId = projectOf.get(call.credentialId);
        if (projectId === undefined || ageMs > HOURS_KEPT_MS) return [];
        return [{ ...call, projectId, calls: count, hour: hourOf(ago(ageMs)) }];
      }),
    );
    await noteCallers(
      tx,
      told.callers
        .filter(({ ageMs }) => ageMs < CALLERS_KEPT_MS)
        .map(({ ageMs, ...caller }) => ({ ...caller, lastSeenAt: ago(ageMs) })),
    );
    return true;
  });
}

interface Use {
  readonly subjectId: string;
  readonly projectId: string;
  readonly calls: number;
  readonly last: Date;
}

/** One row a subject and slot of time. */
function sums(uses: readonly Use[], slotOf: (moment: Date) => Date): SubjectCalls[] {
  const rows = new Map<string, SubjectCalls>();
  for (const { subjectId, projectId, calls, last } of uses) {
    const at = slotOf(last);
    const name = `${subjectId} ${at.getTime()}`;
    rows.set(name, { subjectId, projectId, at, calls: calls + (rows.get(name)?.calls ?? 0) });
  }
  return [...rows.values()];
}
