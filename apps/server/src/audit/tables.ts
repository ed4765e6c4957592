import {
  bigint,
  customType,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";

import type { WrappedValue } from "../key-book/entries.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** The end of each chain: a project's id, or `operations` for what belongs to no project. Locked while an entry is appended. */
export const auditHeads = pgTable("audit_heads", {
  chain: text().primaryKey(),
  number: bigint({ mode: "number" }).notNull(),
  hash: bytea().notNull(),
});

/** Entries are only ever added. `hash` covers what is stored here and the hash before it. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    chain: text().notNull(),
    number: bigint({ mode: "number" }).notNull(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    actor: text().notNull(),
    accountId: uuid(),
    address: text().notNull(),
    requestId: text().notNull(),
    action: text().notNull(),
    subject: text().notNull(),
    before: jsonb().$type<AuditFields>(),
    after: jsonb().$type<AuditFields>(),
    previous: bytea().notNull(),
    hash: bytea().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.chain, table.number] }),
    unique().on(table.chain, table.previous),
    // For the audit log: each of its filters in the order of its lists.
    index().on(table.at),
    index().on(table.chain, table.at),
    index().on(table.action, table.at),
    index().on(table.actor, table.at),
    index().on(table.subject, table.at),
  ],
);

/** Keys that sign the ends of chains (Ed25519); the newest one signs. The private half rests wrapped, with the id as its context. */
export const auditKeys = pgTable("audit_keys", {
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER. */
  id: text().primaryKey(),
  /** SubjectPublicKeyInfo, DER. */
  publicKey: bytea().notNull(),
  privateKey: jsonb().$type<WrappedValue>().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
});

/** Signed ends of chains: whoever has one knows whether an entry up to it was changed later, also by someone who may write here. */
export const auditSignatures = pgTable(
  "audit_signatures",
  {
    chain: text().notNull(),
    number: bigint({ mode: "number" }).notNull(),
    hash: bytea().notNull(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    keyId: text()
      .notNull()
      .references(() => auditKeys.id),
    signature: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.chain, table.number] })],
);

/** Numbers are whole. */
export type AuditValue = string | number | boolean | null;

/** The fields of a thing that may be written down: flat, short, public. */
export type AuditFields = Readonly<Record<string, AuditValue>>;
