import { customType, jsonb, pgTable, timestamp, uuid } from "drizzle-orm/pg-core";
import type { WrappedValue } from "../key-book/entries.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** Issuing authorities; the newest one issues. The private key rests wrapped, with the row's id as its context. */
export const certificateAuthorities = pgTable("certificate_authorities", {
  id: uuid().primaryKey(),
  /** X.509, DER. */
  certificate: bytea().notNull(),
  privateKey: jsonb().$type<WrappedValue>().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
});
