import { sql } from "drizzle-orm";
import {
  check,
  customType,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "../accounts/tables.ts";
import { apiServices } from "../api-services/tables.ts";
import { companies } from "../companies/tables.ts";
import type { EndReason } from "../key-book/entries.ts";
import { BUILT_IN_SERVICE } from "../key-book/products.ts";
import type { ProjectRole } from "../permissions.ts";
import type { Client } from "./rules.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const moment = () => timestamp({ withTimezone: true });

export const projects = pgTable(
  "projects",
  {
    id: uuid().primaryKey(),
    /** Whose count it is in; membership says who may do what. */
    accountId: uuid()
      .notNull()
      .references(() => accounts.id),
    /** The page's name for its attempt to make this project, so that a repetition finds it. */
    draftId: uuid().notNull(),
    /** SHA-256 of what was asked for, to tell a repetition from something else. */
    draftHash: bytea().notNull(),
    name: text().notNull(),
    nameKey: text().notNull(),
    purpose: text().$type<"self" | "client">().notNull(),
    client: jsonb().$type<Client>(),
    /** The client as a company of its own, once somebody has begun its verification. Triggers of database/invariants.ts hold both together. */
    clientCompanyId: uuid().references(() => companies.id),
    /** Never changes. */
    apiService: text()
      .notNull()
      .references(() => apiServices.id),
    /** Never changes: a trigger of database/invariants.ts holds it. */
    commercialCountry: text().notNull(),
    createdAt: moment().notNull(),
    /** Out of the lists until it is brought back; everything works on. */
    archivedAt: moment(),
    /** Has no members, credentials or keys in force any more; its row stays for the audit trail, its name is free. */
    deletedAt: moment(),
  },
  (table) => [
    uniqueIndex("projects_name").on(table.accountId, table.nameKey).where(sql`${table.deletedAt} is null`),
    unique("projects_service").on(table.id, table.apiService),
    unique("projects_draft").on(table.accountId, table.draftId),
    check("projects_client", sql`(${table.purpose} = 'client') = (${table.client} is not null)`),
  ],
);

export const projectMembers = pgTable(
  "project_members",
  {
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id),
    role: text().$type<ProjectRole>().notNull(),
    since: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.accountId] }),
    index().on(table.accountId),
    check("project_members_role", sql`${table.role} in ('admin', 'read-only')`),
  ],
);

export const environments = pgTable(
  "environments",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** Of its project. */
    apiService: text().notNull().default(BUILT_IN_SERVICE),
    type: text().$type<"sandbox" | "production">().notNull(),
    plan: text().$type<"test-drive" | "test-drive-premium" | "production">().notNull(),
    status: text().$type<"active" | "pending" | "suspended">().notNull(),
    /** Its service's when it was made. What the service says now goes before it. */
    payloadPolicy: text().$type<"off" | "mirror" | "required">().notNull(),
    createdAt: moment().notNull(),
    /** After this moment calls are refused; null: no end. */
    endsAt: moment(),
    /** What makes the end, for whoever is refused by it. */
    endReason: text().$type<EndReason>(),
    /** What the contract holds; null: everything. */
    products: text().array(),
    /** Where calls go, as it was approved; null: Test Drive. What the service says now goes before it. */
    upstreamUrl: text(),
    /** What it was before its partner was suspended. */
    suspendedFrom: text().$type<"active" | "pending">(),
  },
  (table) => [
    check(
      "environments_suspended",
      sql`(${table.status} = 'suspended') = (${table.suspendedFrom} is not null)`,
    ),
    foreignKey({
      name: "environments_service",
      columns: [table.projectId, table.apiService],
      foreignColumns: [projects.id, projects.apiService],
    }).onDelete("cascade"),
    unique("environments_type").on(table.projectId, table.type),
    index("environments_service_type").on(table.apiService, table.type),
    check(
      "environments_end",
      sql`${table.endReason} in ('contract-ended', 'contract-withdrawn', 'trial-over') and (${table.endReason} is null or ${table.endsAt} is not null)`,
    ),
    check("environments_plan", sql`(${table.type} = 'sandbox') = (${table.plan} = 'test-drive')`),
  ],
);
