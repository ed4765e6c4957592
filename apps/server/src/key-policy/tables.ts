import { sql } from "drizzle-orm";
import { check, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "../accounts/tables.ts";
import type { KeyPolicy, RsaSize, SignatureHash } from "./rules.ts";

/**
 * The provider's policies for keys, one row a version, never changed; the newest is in force, and where there is none, the default. Of two
 * who change the same version at once one finds the next number taken.
 */
export const keyPolicies = pgTable(
  "key_policies",
  {
    version: integer().primaryKey(),
    clientKeyDays: integer().notNull(),
    mastercardKeyDays: integer().notNull(),
    allowedBits: integer().array().$type<RsaSize[]>().notNull(),
    defaultBits: integer().$type<RsaSize>().notNull(),
    signatureHashes: text().array().$type<SignatureHash[]>().notNull(),
    mostClientKeys: integer().notNull(),
    mostMastercardKeys: integer().notNull(),
    destroyAfterDays: integer().notNull(),
    reminderDays: integer().array().notNull(),
    unprovenActivation: text().$type<KeyPolicy["unprovenActivation"]>().notNull(),
    secondFactor: text().$type<KeyPolicy["secondFactor"]>().notNull().default("choice"),
    operatorSecondFactor: text().$type<KeyPolicy["operatorSecondFactor"]>().notNull().default("choice"),
    changedAt: timestamp({ withTimezone: true }).notNull(),
    changedBy: uuid()
      .notNull()
      .references(() => accounts.id),
    /** The address that the account had then. */
    changedByEmail: text().notNull(),
  },
  (table) => [
    check("key_policies_version", sql`${table.version} >= 1`),
    check(
      "key_policies_lifetimes",
      sql`${table.clientKeyDays} between 7 and 1825 and ${table.mastercardKeyDays} between 7 and 1825`,
    ),
    check(
      "key_policies_sizes",
      sql`cardinality(${table.allowedBits}) between 1 and 3 and ${table.allowedBits} <@ array[2048, 3072, 4096] and ${table.defaultBits} = any(${table.allowedBits})`,
    ),
    check(
      "key_policies_hashes",
      sql`cardinality(${table.signatureHashes}) between 1 and 3 and ${table.signatureHashes} <@ array['SHA-256', 'SHA-384', 'SHA-512']`,
    ),
    check(
      "key_policies_most_keys",
      sql`${table.mostClientKeys} between 2 and 500 and ${table.mostMastercardKeys} between 2 and 500`,
    ),
    check("key_policies_destroy", sql`${table.destroyAfterDays} between 1 and 365`),
    check(
      "key_policies_reminders",
      sql`cardinality(${table.reminderDays}) between 1 and 12 and 0 < all(${table.reminderDays}) and least(${table.clientKeyDays}, ${table.mastercardKeyDays}) > all(${table.reminderDays})`,
    ),
    check("key_policies_second_factor", sql`${table.secondFactor} in ('choice', 'production-admins')`),
    check(
      "key_policies_operator_second_factor",
      sql`${table.operatorSecondFactor} in ('choice', 'required')`,
    ),
    check("key_policies_unproven", sql`${table.unprovenActivation} in ('ask-twice', 'refuse')`),
  ],
);
