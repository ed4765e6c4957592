import { pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Which master keys this database's wrapped values need, by fingerprint. The keys themselves are never here. */
export const masterKeys = pgTable("master_keys", {
  fingerprint: text().primaryKey(),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
