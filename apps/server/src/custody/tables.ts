import { sql } from "drizzle-orm";
import { check, jsonb, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { WrappedValue } from "../key-book/entries.ts";

/**
 * `announced`: made, and nothing is wrapped under it before everyone holds it. `current`: new values are wrapped under it. `previous`: some
 * values still are.
 */
export const MASTER_KEY_STATES = ["announced", "current", "previous"] as const;
export type MasterKeyState = (typeof MASTER_KEY_STATES)[number];

/**
 * The master keys that this database's wrapped values need. The keys themselves are never here. Each column of wrapped values refers to this
 * table, so that no row can name a key that isn't here, and no key can be taken away while a row needs it.
 */
export const masterKeys = pgTable(
  "master_keys",
  {
    /** 16 hex digits. */
    fingerprint: text().primaryKey(),
    state: text().$type<MasterKeyState>().notNull().default("current"),
    /** Where it was found when it was first used: file, environment or pkcs11. */
    backend: text(),
    /** A known value, wrapped under it: it opens, or this is another key. */
    checkValue: jsonb().$type<WrappedValue>(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    check("master_keys_state", sql`${table.state} in ('announced', 'current', 'previous')`),
    uniqueIndex("master_keys_one_current").on(table.state).where(sql`${table.state} = 'current'`),
    uniqueIndex("master_keys_one_announced").on(table.state).where(sql`${table.state} = 'announced'`),
  ],
);

/** What master keys each program that wraps values has at hand, as it says every few seconds. */
export const custodyPrograms = pgTable("custody_programs", {
  name: text().primaryKey(),
  masterKeys: text().array().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});

/** Master keys that no row needs any more. Backups from before may. */
export const retiredMasterKeys = pgTable("retired_master_keys", {
  fingerprint: text().primaryKey(),
  backend: text(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
  retiredAt: timestamp({ withTimezone: true }).notNull(),
});
