import { sql } from "drizzle-orm";
import { check, customType, date, index, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { accounts } from "../accounts/tables.ts";
import { apiServices } from "../api-services/tables.ts";
import { companies } from "../companies/tables.ts";
import { BUILT_IN_SERVICE } from "../key-book/products.ts";
import type { ContractPlan } from "./rules.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** Contracts as operators have entered them; days are of UTC. */
export const contracts = pgTable(
  "contracts",
  {
    id: uuid().primaryKey(),
    number: text().notNull(),
    companyId: uuid()
      .notNull()
      .references(() => companies.id),
    apiService: text()
      .notNull()
      .default(BUILT_IN_SERVICE)
      .references(() => apiServices.id),
    plan: text().$type<ContractPlan>().notNull(),
    /** Of the service. */
    products: text().array().notNull(),
    /** The first day on which it is in force, and the last; null: open. */
    validFrom: date().notNull(),
    validTo: date(),
    /** The day on which both sides had signed; null: they have not. */
    executedOn: date(),
    documentName: text(),
    documentType: text(),
    document: bytea(),
    enteredAt: timestamp({ withTimezone: true }).notNull(),
    enteredBy: uuid()
      .notNull()
      .references(() => accounts.id),
    enteredByEmail: text().notNull(),
    /** From then on nothing rests on it any more, whatever its days say. */
    withdrawnAt: timestamp({ withTimezone: true }),
    withdrawnBy: uuid().references(() => accounts.id),
    withdrawnByEmail: text(),
    withdrawalReason: text(),
  },
  (table) => [
    unique("contracts_number").on(table.number),
    check("contracts_plan", sql`${table.plan} in ('test-drive-premium', 'production')`),
    check("contracts_days", sql`${table.validTo} is null or ${table.validTo} >= ${table.validFrom}`),
    check("contracts_products", sql`cardinality(${table.products}) between 1 and 40`),
    check("contracts_document", sql`octet_length(${table.document}) <= 2097152`),
    check(
      "contracts_document_whole",
      sql`(${table.document} is null) = (${table.documentName} is null) and (${table.document} is null) = (${table.documentType} is null)`,
    ),
    check(
      "contracts_withdrawn",
      sql`num_nulls(${table.withdrawnAt}, ${table.withdrawnBy}, ${table.withdrawnByEmail}, ${table.withdrawalReason}) in (0, 4)`,
    ),
    check("contracts_withdrawal_reason", sql`length(${table.withdrawalReason}) <= 2000`),
    index().on(table.companyId),
    index().on(table.enteredAt, table.id),
  ],
);
