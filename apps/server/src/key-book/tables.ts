import { bigint, boolean, index, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { KeyBookEntry } from "./entries.ts";

/** One row a thing; a changed thing gets a new number, a gone thing keeps its row as a tombstone (entry null). */
export const keyBook = pgTable(
  "key_book",
  {
    kind: text().notNull(),
    id: text().notNull(),
    number: bigint({ mode: "number" }).notNull().unique(),
    entry: jsonb().$type<KeyBookEntry>(),
    changedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

/** The one row whose lock orders the numbers: taken by the last statement of a transaction, so numbers follow commits. */
export const keyBookHead = pgTable("key_book_head", {
  single: boolean().primaryKey().default(true),
  number: bigint({ mode: "number" }).notNull(),
});

/** What each gateway says it has applied. The gateway's own log-in may write here and nowhere else. */
export const gatewayHeartbeats = pgTable(
  "gateway_heartbeats",
  {
    gateway: text().primaryKey(),
    /** Of the running program, so that two of one name are told apart. */
    instance: text().notNull().default(""),
    applied: bigint({ mode: "number" }).notNull(),
    /** When this gateway first reported the number it has now. */
    appliedAt: timestamp({ withTimezone: true }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** Fingerprints of the master keys it has at hand. */
    masterKeys: text().array().notNull().default([]),
  },
  (table) => [index().on(table.at)],
);
