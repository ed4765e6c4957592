import { sql } from "drizzle-orm";
import { check, customType, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { WrappedValue } from "../key-book/entries.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/**
 * Issuing authorities; the newest one issues. The private key rests wrapped, with the row's id as its context, or is in a token and never
 * anywhere else.
 */
export const certificateAuthorities = pgTable(
  "certificate_authorities",
  {
    id: uuid().primaryKey(),
    /** X.509, DER. */
    certificate: bytea().notNull(),
    privateKey: jsonb().$type<WrappedValue>(),
    /** CKA_ID of the private key in the token, hex. */
    tokenKey: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    check("certificate_authorities_one_key", sql`num_nonnulls(${table.privateKey}, ${table.tokenKey}) = 1`),
  ],
);
