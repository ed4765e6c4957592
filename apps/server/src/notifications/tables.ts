import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/**
 * Mails to be sent, and for a while those that were. A body can hold a one-time link, so it is emptied once the mail has been handed over
 * or given up.
 */
export const mails = pgTable(
  "mails",
  {
    id: uuid().primaryKey(),
    recipient: text().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    /** The same as HTML; null: the mail has only text. */
    html: text(),
    queuedAt: timestamp({ withTimezone: true }).notNull(),
    /** After this the mail is of no use (its link is dead) and is not sent any more. */
    goodUntil: timestamp({ withTimezone: true }).notNull(),
    /** When it is to be tried next; while a worker holds it, when its lease ends. */
    dueAt: timestamp({ withTimezone: true }).notNull(),
    /** Names the try that holds the mail; only that try may say how it ended. */
    lease: uuid(),
    attempts: integer().notNull().default(0),
    sentAt: timestamp({ withTimezone: true }),
    givenUpAt: timestamp({ withTimezone: true }),
    /** Codes only, never what a server said. */
    lastError: text(),
  },
  (table) => [
    index().on(table.dueAt).where(sql`${table.sentAt} is null and ${table.givenUpAt} is null`),
    index().on(table.queuedAt),
  ],
);
