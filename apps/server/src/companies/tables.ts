import { sql } from "drizzle-orm";
import { boolean, check, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { CompanyKind } from "./rules.ts";

export const companies = pgTable(
  "companies",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    kind: text().$type<CompanyKind>().notNull(),
    /** Does the provider offer encryption keys to this partner? */
    encryptionKeysEnabled: boolean().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [check("companies_kind", sql`${table.kind} in ('own', 'client')`)],
);
