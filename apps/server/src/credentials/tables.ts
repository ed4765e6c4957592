import { sql } from "drizzle-orm";
import {
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { SecretVerifier, WrappedValue } from "../key-book/entries.ts";
import { environments, projects } from "../projects/tables.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** Sets of Partner ID, Secret and App Key. Secrets are here as keyed hashes; in Sandbox also wrapped, to be shown again. */
export const credentials = pgTable(
  "credentials",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    environmentId: uuid()
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    description: text().notNull(),
    partnerId: text().notNull(),
    appKeyHash: bytea().notNull(),
    secrets: jsonb().$type<readonly SecretVerifier[]>().notNull(),
    wrappedAppKey: jsonb().$type<WrappedValue>(),
    wrappedSecret: jsonb().$type<WrappedValue>(),
    version: integer().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** The row of deleted credentials stays, empty of secrets, so that no Partner ID or App Key comes to someone else. */
    deletedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    unique("credentials_partner_id").on(table.partnerId),
    unique("credentials_app_key").on(table.appKeyHash),
    index().on(table.environmentId),
    check(
      "credentials_deleted_empty",
      sql`${table.deletedAt} is null or (${table.wrappedSecret} is null and ${table.wrappedAppKey} is null and ${table.secrets} = '[]'::jsonb)`,
    ),
  ],
);
