import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { environments, projects } from "../projects/tables.ts";

const moment = () => timestamp({ withTimezone: true });
const calls = () => bigint({ mode: "number" }).notNull();
const projectId = () =>
  uuid()
    .notNull()
    .references(() => projects.id, { onDelete: "cascade" });

/** Which reports of a gateway's start have been counted: they come in the order of their numbers, so the last one says it. */
export const usageSources = pgTable(
  "usage_sources",
  {
    id: uuid().primaryKey(),
    gateway: text().notNull(),
    number: bigint({ mode: "number" }).notNull(),
    at: moment().notNull(),
  },
  (table) => [index().on(table.at)],
);

/** When a key or credentials were first and last used. Subjects are keys of both types and credentials. */
export const usageSpans = pgTable(
  "usage_spans",
  {
    subjectId: uuid().primaryKey(),
    projectId: projectId(),
    firstUsedAt: moment().notNull(),
    lastUsedAt: moment().notNull(),
  },
  (table) => [index().on(table.projectId)],
);

/** Calls with a key or credentials, by the UTC hour. */
export const usageHours = pgTable(
  "usage_hours",
  {
    subjectId: uuid().notNull(),
    hour: moment().notNull(),
    projectId: projectId(),
    calls: calls(),
  },
  (table) => [
    primaryKey({ columns: [table.subjectId, table.hour] }),
    index().on(table.projectId, table.hour),
    index().on(table.hour),
  ],
);

/** The same by the minute, for the last hour alone. */
export const usageMinutes = pgTable(
  "usage_minutes",
  {
    subjectId: uuid().notNull(),
    minute: moment().notNull(),
    projectId: projectId(),
    calls: calls(),
  },
  (table) => [
    primaryKey({ columns: [table.subjectId, table.minute] }),
    index().on(table.projectId, table.minute),
    index().on(table.minute),
  ],
);

/** Calls of credentials by UTC hour, operation and outcome. */
export const usageOperations = pgTable(
  "usage_operations",
  {
    credentialId: uuid().notNull(),
    hour: moment().notNull(),
    /** Of the service's operations: method and path with ids left out; or `other`. */
    operation: text().notNull(),
    /** First digit of the status. */
    statusClass: integer().notNull(),
    encrypted: boolean().notNull(),
    projectId: projectId(),
    calls: calls(),
    /** Sum over the calls. */
    milliseconds: bigint({ mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({
      name: "usage_operations_pk",
      columns: [table.credentialId, table.hour, table.operation, table.statusClass, table.encrypted],
    }),
    index().on(table.projectId, table.hour),
    index().on(table.hour),
  ],
);

/** The programs that called within the last day, and which keys each last said it can decrypt answers with. */
export const usageCallers = pgTable(
  "usage_callers",
  {
    environmentId: uuid()
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    /** A keyed hash: which one it is, not who. */
    caller: text().notNull(),
    said: text().$type<"keys" | "nothing" | "unreadable">().notNull(),
    kids: jsonb().$type<readonly string[]>().notNull(),
    lastSeenAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.environmentId, table.caller] }),
    index().on(table.lastSeenAt),
    check("usage_callers_said", sql`${table.said} in ('keys', 'nothing', 'unreadable')`),
  ],
);
