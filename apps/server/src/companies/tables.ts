import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  check,
  customType,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { Address, CompanyKind, VerificationMethod, VerificationState } from "./rules.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const moment = () => timestamp({ withTimezone: true });

export const companies = pgTable(
  "companies",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    kind: text().$type<CompanyKind>().notNull(),
    /** Does the provider offer encryption keys to this partner? */
    encryptionKeysEnabled: boolean().notNull(),
    createdAt: moment().notNull(),
    /** Of a client: the partner that runs a project for it. */
    partnerId: uuid().references((): AnyPgColumn => companies.id),
    /** Null until somebody has given it; from then on `name` is the legal name. */
    address: jsonb().$type<Address>(),
    /** By which the provider knows a business: 6 to 10 digits. */
    companyNumber: text(),
    verification: text().$type<VerificationState>().notNull().default("unverified"),
    method: text().$type<VerificationMethod>(),
    submittedAt: moment(),
    submittedBy: uuid(),
    submittedByEmail: text(),
    /** E-mail address of the operator who looks at it. */
    assignee: text(),
    decidedAt: moment(),
    decidedBy: text(),
    /** One operator asks for a partner's suspension, another one confirms; from then on it is suspended. */
    suspensionReason: text(),
    suspensionAskedBy: uuid(),
    suspensionAskedByEmail: text(),
    suspensionAskedAt: moment(),
    suspensionConfirmedBy: uuid(),
    suspendedAt: moment(),
  },
  (table) => [
    check("companies_kind", sql`${table.kind} in ('own', 'client')`),
    check("companies_partner", sql`(${table.kind} = 'client') = (${table.partnerId} is not null)`),
    check("companies_number", sql`${table.companyNumber} ~ '^[0-9]{6,10}$'`),
    check(
      "companies_verification",
      sql`${table.verification} in ('unverified', 'in-review', 'more-information', 'verified', 'refused')`,
    ),
    check("companies_method", sql`${table.method} in ('company-id', 'review', 'linked')`),
    check(
      "companies_submitted",
      sql`${table.verification} = 'unverified' or (${table.method} is not null and ${table.submittedAt} is not null and ${table.submittedByEmail} is not null)`,
    ),
    check(
      "companies_verified",
      sql`${table.verification} <> 'verified' or (${table.decidedAt} is not null and ${table.address} is not null)`,
    ),
    check(
      "companies_suspended",
      sql`(${table.suspendedAt} is null) = (${table.suspensionConfirmedBy} is null) and (${table.suspensionConfirmedBy} is null or ${table.suspensionAskedBy} is not null)`,
    ),
    check(
      "companies_suspension_four_eyes",
      sql`${table.suspensionConfirmedBy} <> ${table.suspensionAskedBy}`,
    ),
    index().on(table.verification, table.submittedAt),
  ],
);

/** What a partner shows an operator: a register's extract, a letter. */
export const companyDocuments = pgTable(
  "company_documents",
  {
    id: uuid().primaryKey(),
    companyId: uuid()
      .notNull()
      .references(() => companies.id, { onDelete: "cascade" }),
    name: text().notNull(),
    type: text().notNull(),
    content: bytea().notNull(),
    addedAt: moment().notNull(),
    addedBy: text().notNull(),
  },
  (table) => [
    check("company_documents_size", sql`octet_length(${table.content}) between 1 and 2097152`),
    check("company_documents_type", sql`${table.type} in ('application/pdf', 'image/png', 'image/jpeg')`),
    index().on(table.companyId),
  ],
);

/** What has happened in a verification and what was said, as both sides read it. */
export const companyEvents = pgTable(
  "company_events",
  {
    id: uuid().primaryKey(),
    companyId: uuid()
      .notNull()
      .references(() => companies.id, { onDelete: "cascade" }),
    at: moment().notNull(),
    side: text().$type<"partner" | "provider">().notNull(),
    author: text().notNull(),
    kind: text().notNull(),
    text: text(),
  },
  (table) => [
    check("company_events_side", sql`${table.side} in ('partner', 'provider')`),
    check("company_events_text", sql`length(${table.text}) <= 2000`),
    index().on(table.companyId, table.at),
  ],
);
