import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "../accounts/tables.ts";
import type { Happening, NoticeKind } from "./kinds.ts";

const moment = () => timestamp({ withTimezone: true });

/** What has happened in projects, for 90 days: the worker makes mails of it, the bell shows it. Names are those of that moment. */
export const notices = pgTable(
  "notices",
  {
    id: uuid().primaryKey(),
    /** No foreign key: that a project is gone is told as well. */
    projectId: uuid().notNull(),
    projectName: text().notNull(),
    environment: text().$type<"sandbox" | "production">(),
    kind: text().$type<NoticeKind>().notNull(),
    facts: jsonb().$type<Happening["facts"]>().notNull(),
    /** Mail address of the member who did it, `server`, or `partner …` for a program; null: the provider's people. */
    actor: text(),
    at: moment().notNull(),
    /** When its mails were put into the queue; null: not yet. */
    mailedAt: moment(),
    /** When its messages to webhooks were put into the queue; null: not yet. */
    webhooksAt: moment(),
  },
  (table) => [
    index().on(table.at),
    index().on(table.at, table.id).where(sql`${table.mailedAt} is null`),
    index("notices_for_webhooks").on(table.at, table.id).where(sql`${table.webhooksAt} is null`),
  ],
);

/** Who is told: the members at that moment. */
export const noticeRecipients = pgTable(
  "notice_recipients",
  {
    noticeId: uuid()
      .notNull()
      .references(() => notices.id, { onDelete: "cascade" }),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    readAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.noticeId] }),
    index().on(table.noticeId),
    index().on(table.accountId).where(sql`${table.readAt} is null`),
  ],
);

/** A person's choices; who has none has no row, gets every mail, and in English. */
export const noticeSettings = pgTable("notice_settings", {
  accountId: uuid()
    .primaryKey()
    .references(() => accounts.id, { onDelete: "cascade" }),
  language: text().$type<"en" | "es">().notNull(),
  /** Kinds of which no mail is wanted. */
  withoutMail: text().array().$type<readonly NoticeKind[]>().notNull(),
});
