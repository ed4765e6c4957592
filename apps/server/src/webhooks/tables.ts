import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { WrappedValue } from "../key-book/entries.ts";
import type { NoticeKind } from "../notices/kinds.ts";
import { projects } from "../projects/tables.ts";
import type { Try } from "./rules.ts";

const moment = () => timestamp({ withTimezone: true });

/** Where what happens in a project is sent, or what happens in all of them for the provider. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid().primaryKey(),
    /** Null: the provider's. */
    projectId: uuid().references(() => projects.id),
    /** 1 to 5, so that the database itself holds how many there may be. */
    slot: smallint().notNull(),
    url: text().notNull(),
    description: text().notNull(),
    /** What messages are signed with, wrapped under the context `webhook:<id>`. */
    secret: jsonb().$type<WrappedValue>().notNull(),
    /** The one before it, under the same context, while both sign. */
    oldSecret: jsonb().$type<WrappedValue>(),
    oldSecretUntil: moment(),
    /** The kinds that it gets now; null: all of them, also those that are yet to come. */
    types: text().array().$type<NoticeKind[]>(),
    /** Since when it is paused; null: it is not. */
    pausedAt: moment(),
    createdAt: moment().notNull(),
    /** E-mail address. */
    createdBy: text().notNull(),
  },
  (table) => [
    unique("webhooks_slot").on(table.projectId, table.slot).nullsNotDistinct(),
    check("webhooks_most", sql`${table.slot} between 1 and 5`),
    check("webhooks_types", sql`cardinality(${table.types}) between 1 and 100`),
    check("webhooks_overlap", sql`(${table.oldSecret} is null) = (${table.oldSecretUntil} is null)`),
  ],
);

/**
 * What a receiver has been getting since when, from the moment on at which it was added: what happens is judged by what was chosen then,
 * however often that changes before a worker comes.
 */
export const webhookChoices = pgTable(
  "webhook_choices",
  {
    id: uuid().primaryKey(),
    webhookId: uuid()
      .notNull()
      .references(() => webhooks.id, { onDelete: "cascade" }),
    since: moment().notNull(),
    types: text().array().$type<NoticeKind[]>(),
    paused: boolean().notNull(),
  },
  (table) => [
    index().on(table.webhookId, table.since),
    check("webhook_choices_types", sql`cardinality(${table.types}) between 1 and 100`),
  ],
);

/** Messages to receivers, and for thirty days what became of them. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    /** Is the message's `webhook-id`, the same at every try. */
    id: uuid().primaryKey(),
    webhookId: uuid()
      .notNull()
      .references(() => webhooks.id, { onDelete: "cascade" }),
    /** Of the notice that it tells; null: a test. No foreign key: notices are forgotten at their own time. */
    noticeId: uuid(),
    type: text().notNull(),
    /** JSON, to the letter as it is signed and sent. */
    body: text().notNull(),
    queuedAt: moment().notNull(),
    /** After this it is tried no more. */
    goodUntil: moment().notNull(),
    /** When it is to be tried next; while a worker holds it, when its lease ends. */
    dueAt: moment().notNull(),
    /** Names the try that holds the message; only that try may say how it ended. */
    lease: uuid(),
    attempts: integer().notNull(),
    /** The newest twenty. */
    tries: jsonb().$type<readonly Try[]>().notNull(),
    deliveredAt: moment(),
    givenUpAt: moment(),
  },
  (table) => [
    unique("webhook_deliveries_once").on(table.webhookId, table.noticeId),
    index().on(table.webhookId, table.queuedAt, table.id),
    index().on(table.queuedAt),
    index().on(table.dueAt).where(sql`${table.deliveredAt} is null and ${table.givenUpAt} is null`),
    index("webhook_deliveries_held").on(table.webhookId).where(sql`${table.lease} is not null`),
    check("webhook_deliveries_body", sql`octet_length(${table.body}) <= 32768`),
  ],
);
