import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "../accounts/tables.ts";
import { contracts } from "../contracts/tables.ts";
import { environments, projects } from "../projects/tables.ts";
import type { Answers, Plan, RequestState } from "./rules.ts";

const moment = () => timestamp({ withTimezone: true });
const person = () => uuid().references(() => accounts.id);

/** Which reminders of an environment's end were sent, by the days before it. Under another contract it ends at another moment. */
export const endReminders = pgTable(
  "end_reminders",
  {
    environmentId: uuid()
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    endsAt: moment().notNull(),
    days: integer().notNull(),
    sentAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.environmentId, table.endsAt, table.days] }),
    check("end_reminders_days", sql`${table.days} > 0`),
  ],
);

/** A project's request for Production, one for each project: it is resubmitted, not made anew. */
export const productionRequests = pgTable(
  "production_requests",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** Made with the first submission. */
    environmentId: uuid().references(() => environments.id, { onDelete: "cascade" }),
    plan: text().$type<Plan>().notNull(),
    answers: jsonb().$type<Answers>().notNull(),
    state: text().$type<RequestState>().notNull(),
    createdAt: moment().notNull(),
    submittedAt: moment(),
    submittedBy: person(),
    submittedByEmail: text(),
    assignee: text(),
    firstBy: person(),
    firstByEmail: text(),
    firstAt: moment(),
    secondBy: person(),
    secondByEmail: text(),
    decidedAt: moment(),
    contractId: uuid().references(() => contracts.id),
  },
  (table) => [
    unique("production_requests_project").on(table.projectId),
    check("production_requests_plan", sql`${table.plan} in ('test-drive-premium', 'production')`),
    check(
      "production_requests_state",
      sql`${table.state} in ('draft', 'submitted', 'in-review', 'more-information', 'approved', 'refused', 'withdrawn', 'resubmitted')`,
    ),
    check(
      "production_requests_submitted",
      sql`${table.state} = 'draft' or (${table.environmentId} is not null and ${table.submittedAt} is not null and ${table.submittedBy} is not null)`,
    ),
    check(
      "production_requests_approved",
      sql`(${table.state} = 'approved') = (${table.secondBy} is not null) and (${table.state} <> 'approved' or (${table.firstBy} is not null and ${table.contractId} is not null))`,
    ),
    check("production_requests_four_eyes", sql`${table.firstBy} <> ${table.secondBy}`),
    check(
      "production_requests_not_ones_own",
      sql`${table.firstBy} <> ${table.submittedBy} and ${table.secondBy} <> ${table.submittedBy}`,
    ),
    index().on(table.state, table.submittedAt),
  ],
);

/** What has happened to a request and what was said, as both sides read it. */
export const productionEvents = pgTable(
  "production_events",
  {
    id: uuid().primaryKey(),
    requestId: uuid()
      .notNull()
      .references(() => productionRequests.id, { onDelete: "cascade" }),
    at: moment().notNull(),
    side: text().$type<"partner" | "provider">().notNull(),
    author: text().notNull(),
    kind: text().notNull(),
    text: text(),
  },
  (table) => [
    check("production_events_side", sql`${table.side} in ('partner', 'provider')`),
    check("production_events_text", sql`length(${table.text}) <= 2000`),
    index().on(table.requestId, table.at),
  ],
);
