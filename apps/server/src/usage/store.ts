import { and, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { credentials } from "../credentials/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { clientEncryptionKeys, mastercardEncryptionKeys } from "../encryption-keys/tables.ts";
import { environments } from "../projects/tables.ts";
import { MOST_CALLERS, STEP_HOURS } from "./rules.ts";
import {
  usageCallers,
  usageHours,
  usageMinutes,
  usageOperations,
  usageSources,
  usageSpans,
} from "./tables.ts";

type Reader = Pick<Database, "select">;

/** Calls of one key or credentials in one slot of time. */
export interface SubjectCalls {
  readonly subjectId: string;
  readonly projectId: string;
  readonly at: Date;
  readonly calls: number;
}

/**
 * Takes note of a report. The source's row stays locked until the transaction ends, so the same report twice at the same moment is counted by
 * one of them.
 *
 * @returns false when it has been counted before
 */
export async function isNewReport(
  tx: Transaction,
  report: { readonly source: string; readonly gateway: string; readonly number: number },
  now: Date,
): Promise<boolean> {
  const { source: id, gateway, number } = report;
  const rows = await tx
    .insert(usageSources)
    .values({ id, gateway, number, at: now })
    .onConflictDoUpdate({
      target: usageSources.id,
      set: { number, at: now },
      setWhere: lt(usageSources.number, number),
    })
    .returning({ id: usageSources.id });
  return rows.length > 0;
}

/** The project of each key and each set of credentials among these ids; deleted and revoked ones too, whose last calls may come late. */
export async function findSubjects(tx: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found: { id: string; projectId: string }[] = [];
  for (const table of [credentials, clientEncryptionKeys, mastercardEncryptionKeys]) {
    const { id, projectId } = table;
    found.push(
      ...(await tx
        .select({ id, projectId })
        .from(table)
        .where(inArray(id, [...ids]))),
    );
  }
  return new Map(found.map(({ id, projectId }) => [id, projectId]));
}

/** All gateways lock rows in the same order. */
function inOrder<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Row[] {
  return [...rows].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

export async function spanUses(
  tx: Transaction,
  uses: readonly {
    readonly subjectId: string;
    readonly projectId: string;
    readonly first: Date;
    readonly last: Date;
  }[],
): Promise<void> {
  const spans = new Map<string, typeof usageSpans.$inferInsert>();
  for (const { subjectId, projectId, first, last } of uses) {
    const known = spans.get(subjectId);
    spans.set(subjectId, {
      subjectId,
      projectId,
      firstUsedAt: known !== undefined && known.firstUsedAt < first ? known.firstUsedAt : first,
      lastUsedAt: known !== undefined && known.lastUsedAt > last ? known.lastUsedAt : last,
    });
  }
  if (spans.size === 0) return;
  await tx
    .insert(usageSpans)
    .values(inOrder([...spans.values()], ({ subjectId }) => subjectId))
    .onConflictDoUpdate({
      target: usageSpans.subjectId,
      set: {
        firstUsedAt: sql`least(${usageSpans.firstUsedAt}, excluded.first_used_at)`,
        lastUsedAt: sql`greatest(${usageSpans.lastUsedAt}, excluded.last_used_at)`,
      },
    });
}

export async function addCallsByHour(tx: Transaction, rows: readonly SubjectCalls[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(usageHours)
    .values(inOrder(rows, nameOf).map(({ at, ...row }) => ({ ...row, hour: at })))
    .onConflictDoUpdate({
      target: [usageHours.subjectId, usageHours.hour],
      set: { calls: sql`${usageHours.calls} + excluded.calls` },
    });
}

export async function addCallsByMinute(tx: Transaction, rows: readonly SubjectCalls[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(usageMinutes)
    .values(inOrder(rows, nameOf).map(({ at, ...row }) => ({ ...row, minute: at })))
    .onConflictDoUpdate({
      target: [usageMinutes.subjectId, usageMinutes.minute],
      set: { calls: sql`${usageMinutes.calls} + excluded.calls` },
    });
}

function nameOf({ subjectId, at }: SubjectCalls): string {
  return `${subjectId} ${at.toISOString()}`;
}

export async function addOperations(
  tx: Transaction,
  rows: readonly (typeof usageOperations.$inferInsert)[],
): Promise<void> {
  const sums = new Map<string, typeof usageOperations.$inferInsert>();
  for (const row of rows) {
    const name = `${row.credentialId} ${row.hour.toISOString()} ${row.statusClass} ${row.encrypted} ${row.operation}`;
    const known = sums.get(name);
    sums.set(name, {
      ...row,
      calls: row.calls + (known?.calls ?? 0),
      milliseconds: row.milliseconds + (known?.milliseconds ?? 0),
    });
  }
  if (sums.size === 0) return;
  const table = usageOperations;
  await tx
    .insert(table)
    .values(inOrder([...sums], ([name]) => name).map(([, row]) => row))
    .onConflictDoUpdate({
      target: [table.credentialId, table.hour, table.operation, table.statusClass, table.encrypted],
      set: {
        calls: sql`${table.calls} + excluded.calls`,
        milliseconds: sql`${table.milliseconds} + excluded.milliseconds`,
      },
    });
}

/** For a query: the rows of one subject, or of a whole project. */
export type Whose = { readonly subjectId: string } | { readonly projectId: string };

export async function spansOf(tx: Reader, whose: Whose): Promise<(typeof usageSpans.$inferSelect)[]> {
  return tx.select().from(usageSpans).where(of(usageSpans, whose));
}

function of(table: { readonly subjectId: PgColumn; readonly projectId: PgColumn }, whose: Whose): SQL {
  return "subjectId" in whose ? eq(table.subjectId, whose.subjectId) : eq(table.projectId, whose.projectId);
}

/** Calls of each subject in slots that end after `since`. Nothing ends the time: what a clock ahead has counted is use as well. */
export async function callsByHourSince(
  tx: Reader,
  whose: Whose,
  since: Date,
): Promise<{ subjectId: string; calls: number }[]> {
  return tx
    .select({ subjectId: usageHours.subjectId, calls: sql`sum(${usageHours.calls})`.mapWith(Number) })
    .from(usageHours)
    .where(and(of(usageHours, whose), gte(usageHours.hour, since)))
    .groupBy(usageHours.subjectId);
}

export async function callsByMinuteSince(
  tx: Reader,
  whose: Whose,
  since: Date,
): Promise<{ subjectId: string; calls: number }[]> {
  return tx
    .select({ subjectId: usageMinutes.subjectId, calls: sql`sum(${usageMinutes.calls})`.mapWith(Number) })
    .from(usageMinutes)
    .where(and(of(usageMinutes, whose), gte(usageMinutes.minute, since)))
    .groupBy(usageMinutes.subjectId);
}

/** Calls of each of a project's subjects in steps of six hours, counted from `start`. */
export async function callsByStep(
  tx: Reader,
  projectId: string,
  start: Date,
): Promise<{ subjectId: string; step: number; calls: number }[]> {
  const seconds = STEP_HOURS * 3_600;
  const step = sql<number>`floor(extract(epoch from ${usageHours.hour} - ${start.toISOString()}::timestamptz) / ${sql.raw(String(seconds))})::int`;
  return tx
    .select({
      subjectId: usageHours.subjectId,
      step: step.mapWith(Number),
      calls: sql`sum(${usageHours.calls})`.mapWith(Number),
    })
    .from(usageHours)
    .where(and(eq(usageHours.projectId, projectId), gte(usageHours.hour, start)))
    .groupBy(usageHours.subjectId, sql`2`);
}

type CallerRow = typeof usageCallers.$inferSelect;

/** Keeps what each caller said last; of environments that the desk doesn't know nothing is kept, and of each the latest callers. */
export async function noteCallers(tx: Transaction, callers: readonly CallerRow[]): Promise<void> {
  const asked = [...new Set(callers.map(({ environmentId }) => environmentId))].sort();
  if (asked.length === 0) return;
  const { id } = environments;
  const found = await tx.select({ id }).from(environments).where(inArray(id, asked));
  const known = new Set(found.map((row) => row.id));
  const latest = new Map<string, CallerRow>();
  for (const row of callers) {
    const name = `${row.environmentId} ${row.caller}`;
    const other = latest.get(name);
    if (known.has(row.environmentId) && (other === undefined || other.lastSeenAt <= row.lastSeenAt)) {
      latest.set(name, row);
    }
  }
  if (latest.size === 0) return;
  const table = usageCallers;
  await tx
    .insert(table)
    .values(inOrder([...latest], ([name]) => name).map(([, row]) => row))
    .onConflictDoUpdate({
      target: [table.environmentId, table.caller],
      set: {
        said: sql`excluded.said`,
        kids: sql`excluded.kids`,
        lastSeenAt: sql`excluded.last_seen_at`,
      },
      setWhere: sql`${table.lastSeenAt} <= excluded.last_seen_at`,
    });
  for (const environmentId of known) {
    await tx.execute(sql`
      delete from usage_callers where environment_id = ${environmentId} and caller in
        (select caller from usage_callers where environment_id = ${environmentId}
         order by last_seen_at desc offset ${MOST_CALLERS})`);
  }
}

export async function callersSince(tx: Reader, environmentId: string, since: Date): Promise<CallerRow[]> {
  return tx
    .select()
    .from(usageCallers)
    .where(and(eq(usageCallers.environmentId, environmentId), gte(usageCallers.lastSeenAt, since)));
}

const MOST_AT_ONCE = 10_000;

/** Forgets counts from before these moments, some at a time, so that no lock is held for long. */
export async function deleteOldUsage(
  database: Database,
  before: { readonly hours: Date; readonly minutes: Date; readonly callers: Date },
): Promise<void> {
  const [hours, minutes] = [before.hours.toISOString(), before.minutes.toISOString()];
  const old = [
    sql`delete from usage_callers where (environment_id, caller) in
        (select environment_id, caller from usage_callers
         where last_seen_at < ${before.callers.toISOString()}::timestamptz limit ${MOST_AT_ONCE})`,
    sql`delete from usage_minutes where (subject_id, minute) in
        (select subject_id, minute from usage_minutes where minute < ${minutes}::timestamptz limit ${MOST_AT_ONCE})`,
    sql`delete from usage_hours where (subject_id, hour) in
        (select subject_id, hour from usage_hours where hour < ${hours}::timestamptz limit ${MOST_AT_ONCE})`,
    sql`delete from usage_operations where (credential_id, hour, operation, status_class, encrypted) in
        (select credential_id, hour, operation, status_class, encrypted from usage_operations
         where hour < ${hours}::timestamptz limit ${MOST_AT_ONCE})`,
    sql`delete from usage_sources where id in
        (select id from usage_sources where at < ${hours}::timestamptz limit ${MOST_AT_ONCE})`,
  ];
  for (const statement of old) {
    for (;;) {
      const { rowCount } = await database.execute(statement);
      if ((rowCount ?? 0) < MOST_AT_ONCE) break;
    }
  }
}
