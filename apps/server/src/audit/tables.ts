import {
  bigint,
  customType,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";

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
  (table) => [primaryKey({ columns: [table.chain, table.number] }), unique().on(table.chain, table.previous)],
);

/** The fields of a thing that may be written down: flat, short, public. */
export type AuditFields = Readonly<Record<string, string | number | boolean | null>>;
