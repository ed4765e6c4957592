import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
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
import type { PayloadPolicy } from "../key-book/entries.ts";
import type { ProposalState } from "./proposals/rules.ts";
import type { Method, Question, ServiceFields } from "./rules.ts";

const moment = () => timestamp({ withTimezone: true });
const ofService = () =>
  text()
    .notNull()
    .references(() => apiServices.id);

/** API services that projects are made for. The built-in one comes with the schema; none is ever removed, since projects name it. */
export const apiServices = pgTable(
  "api_services",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    region: text().notNull(),
    description: text().notNull(),
    commercialCountries: text().array().notNull(),
    /** Where calls of Sandbox and Test Drive Premium go; null: Test Drive. */
    sandboxUrl: text(),
    /** Where calls of Production go; null: of the built-in one what the settings say, of others nowhere. */
    productionUrl: text(),
    payloadPolicy: text().$type<PayloadPolicy>().notNull(),
    requestField: text().notNull(),
    responseField: text().notNull(),
    fieldLevel: boolean().notNull(),
    offered: boolean().notNull(),
    /** Raised by each change, so that of two who change it at once one is told. */
    version: integer().notNull(),
    createdAt: moment().notNull(),
    changedAt: moment().notNull(),
    /** Null: it is as it came with the schema. */
    changedBy: uuid().references(() => accounts.id),
    changedByEmail: text(),
    /** Of the OpenAPI document that its operations are from; null: none was imported. */
    documentTitle: text(),
    documentVersion: text(),
    importedAt: moment(),
  },
  (table) => [
    check("api_services_id", sql`${table.id} ~ '^[a-z0-9][a-z0-9-]{1,39}$'`),
    check(
      "api_services_texts",
      sql`length(${table.name}) between 1 and 100 and length(${table.region}) <= 60 and length(${table.description}) <= 255`,
    ),
    check("api_services_countries", sql`cardinality(${table.commercialCountries}) between 1 and 249`),
    check(
      "api_services_urls",
      sql`length(${table.sandboxUrl}) <= 500 and length(${table.productionUrl}) <= 500`,
    ),
    check("api_services_policy", sql`${table.payloadPolicy} in ('off', 'mirror', 'required')`),
    check(
      "api_services_fields",
      sql`${table.requestField} ~ '^[A-Za-z][A-Za-z0-9_.-]{0,199}$' and ${table.responseField} ~ '^[A-Za-z][A-Za-z0-9_.-]{0,199}$'`,
    ),
    check("api_services_version", sql`${table.version} >= 1`),
    check(
      "api_services_document",
      sql`num_nulls(${table.documentTitle}, ${table.documentVersion}, ${table.importedAt}) in (0, 3) and length(${table.documentTitle}) <= 200 and length(${table.documentVersion}) <= 200`,
    ),
  ],
);

/** What a service is sold by: contracts name it. */
export const apiServiceProducts = pgTable(
  "api_service_products",
  {
    serviceId: ofService(),
    id: text().notNull(),
    name: text().notNull(),
    position: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.serviceId, table.id] }),
    check("api_service_products_id", sql`${table.id} ~ '^[a-z0-9][a-z0-9-]{0,39}$'`),
    check("api_service_products_name", sql`length(${table.name}) between 1 and 100`),
  ],
);

/** What can be called, as the imported document says. */
export const apiServiceOperations = pgTable(
  "api_service_operations",
  {
    serviceId: ofService(),
    method: text().$type<Method>().notNull(),
    path: text().notNull(),
    /** The path with parameters' names left out: two that differ in those alone are the same. */
    shape: text().notNull(),
    summary: text(),
    /** Null: every contract holds it. */
    product: text(),
  },
  (table) => [
    primaryKey({ columns: [table.serviceId, table.method, table.path] }),
    unique("api_service_operations_shape").on(table.serviceId, table.method, table.shape),
    foreignKey({
      name: "api_service_operations_product",
      columns: [table.serviceId, table.product],
      foreignColumns: [apiServiceProducts.serviceId, apiServiceProducts.id],
    }),
    check("api_service_operations_method", sql`${table.method} in ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')`),
    check("api_service_operations_path", sql`length(${table.path}) <= 300 and ${table.path} like '/%'`),
    check("api_service_operations_summary", sql`length(${table.summary}) <= 200`),
  ],
);

/** What everybody is asked who wants to go to Production with the service. */
export const apiServiceQuestions = pgTable(
  "api_service_questions",
  {
    serviceId: ofService(),
    id: text().notNull(),
    question: text().notNull(),
    hint: text().notNull(),
    kind: text().$type<Question["kind"]>().notNull(),
    required: boolean().notNull(),
    position: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.serviceId, table.id] }),
    check("api_service_questions_id", sql`${table.id} ~ '^[A-Za-z][A-Za-z0-9]{0,39}$'`),
    check(
      "api_service_questions_texts",
      sql`length(${table.question}) between 1 and 200 and length(${table.hint}) <= 255`,
    ),
    check("api_service_questions_kind", sql`${table.kind} in ('text', 'line', 'yes-no')`),
  ],
);

/**
 * Changes of what the gate does with a service's calls, which one administrator proposes and another one confirms. One that waits is open;
 * those that were settled stay. Triggers of database/invariants.ts hold what rows alone can't say.
 */
export const apiServiceProposals = pgTable(
  "api_service_proposals",
  {
    id: uuid().primaryKey(),
    serviceId: ofService(),
    /** Of the service that it was made on: on another one it isn't put in force. */
    version: integer().notNull(),
    /** What it changes, as it is and as it is to be. */
    before: jsonb().$type<Partial<ServiceFields>>().notNull(),
    after: jsonb().$type<Partial<ServiceFields>>().notNull(),
    proposedBy: uuid()
      .notNull()
      .references(() => accounts.id),
    proposedByEmail: text().notNull(),
    proposedAt: moment().notNull(),
    state: text().$type<ProposalState>().notNull(),
    settledAt: moment(),
    /** Null of what waits, and of what has lapsed: nobody did it. */
    settledBy: uuid().references(() => accounts.id),
    settledByEmail: text(),
  },
  (table) => [
    uniqueIndex("api_service_proposals_open").on(table.serviceId).where(sql`${table.state} = 'open'`),
    index().on(table.proposedBy).where(sql`${table.state} = 'open'`),
    check("api_service_proposals_version", sql`${table.version} >= 1`),
    check(
      "api_service_proposals_state",
      sql`${table.state} in ('open', 'confirmed', 'declined', 'taken-back', 'dropped', 'lapsed')`,
    ),
    check(
      "api_service_proposals_settled",
      sql`(${table.state} = 'open') = (${table.settledAt} is null) and (${table.state} in ('open', 'lapsed')) = (${table.settledBy} is null) and (${table.settledBy} is null) = (${table.settledByEmail} is null)`,
    ),
    check(
      "api_service_proposals_four_eyes",
      sql`${table.state} not in ('confirmed', 'declined') or ${table.settledBy} <> ${table.proposedBy}`,
    ),
    check(
      "api_service_proposals_taken_back",
      sql`${table.state} <> 'taken-back' or ${table.settledBy} = ${table.proposedBy}`,
    ),
  ],
);
