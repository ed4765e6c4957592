import { randomUUIDv7 } from "node:crypto";
import { and, asc, count, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database, Transaction } from "../database/database.ts";
import { containing } from "../http/search-text.ts";
import type { Position } from "./cursor.ts";
import type { VerificationState } from "./rules.ts";
import { companies, companyDocuments, companyEvents } from "./tables.ts";

export type Company = typeof companies.$inferSelect;
export type CompanyDocument = Omit<typeof companyDocuments.$inferSelect, "content">;
export type CompanyEvent = typeof companyEvents.$inferSelect;
type Reader = Pick<Database, "select">;

export async function insertCompany(tx: Transaction, company: typeof companies.$inferInsert): Promise<void> {
  await tx.insert(companies).values(company);
}

export async function readCompany(tx: Reader, id: string): Promise<Company | null> {
  const [company] = await tx.select().from(companies).where(eq(companies.id, id));
  return company ?? null;
}

/** Everything that changes a company comes one after the other. */
export async function lockCompany(tx: Transaction, id: string): Promise<Company | null> {
  const [company] = await tx.select().from(companies).where(eq(companies.id, id)).for("update");
  return company ?? null;
}

export async function updateCompany(
  tx: Transaction,
  id: string,
  set: Partial<typeof companies.$inferInsert>,
): Promise<void> {
  await tx.update(companies).set(set).where(eq(companies.id, id));
}

/**
 * Is the client on whose behalf a project runs a verified company? Then its details never change again, which a trigger holds too.
 *
 * @param clientCompanyId of the project; null: nobody has begun a verification
 */
export async function isClientVerified(tx: Reader, clientCompanyId: string | null): Promise<boolean> {
  if (clientCompanyId === null) return false;
  return (await readCompany(tx, clientCompanyId))?.verification === "verified";
}

/** Whose suspension nobody has asked for. */
export const NOT_SUSPENDED = {
  suspendedAt: null,
  suspensionReason: null,
  suspensionAskedBy: null,
  suspensionAskedByEmail: null,
  suspensionAskedAt: null,
  suspensionConfirmedBy: null,
};

function askedBy(accountId: string) {
  return and(eq(companies.suspensionAskedBy, accountId), isNull(companies.suspendedAt));
}

/** Locks the companies whose suspension this operator has asked for and nobody has confirmed. */
export async function lockSuspensionsAskedBy(tx: Transaction, accountId: string): Promise<void> {
  await tx
    .select({ id: companies.id })
    .from(companies)
    .where(askedBy(accountId))
    .orderBy(asc(companies.id))
    .for("update");
}

/** Drops what this operator has asked for and nobody has confirmed. */
export async function dropSuspensionsAskedBy(
  tx: Transaction,
  accountId: string,
): Promise<{ id: string; name: string }[]> {
  return tx
    .update(companies)
    .set(NOT_SUSPENDED)
    .where(askedBy(accountId))
    .returning({ id: companies.id, name: companies.name });
}

/** Companies in these states with their partner, those that wait longest first, after a place. */
export async function companiesIn(
  tx: Reader,
  states: readonly VerificationState[],
  after: Position | null,
  most: number,
): Promise<{ company: Company; partner: string | null }[]> {
  const partner = alias(companies, "partner");
  return tx
    .select({ company: companies, partner: partner.name })
    .from(companies)
    .leftJoin(partner, eq(partner.id, companies.partnerId))
    .where(and(inArray(companies.verification, [...states]), after === null ? undefined : isAfter(after)))
    .orderBy(asc(companies.submittedAt), asc(companies.id))
    .limit(most);
}

/** Nulls stand at the end of an ascending order. */
function isAfter({ since, id }: Position) {
  const { submittedAt } = companies;
  if (since === null) return and(isNull(submittedAt), gt(companies.id, id));
  const at = sql`${since.toISOString()}::timestamptz`;
  return or(isNull(submittedAt), sql`(${submittedAt}, ${companies.id}) > (${at}, ${id}::uuid)`);
}

/** Partners and clients whose name holds what was typed, by name. */
export async function companiesNamed(
  tx: Reader,
  typed: string,
  most: number,
): Promise<{ company: Company; partner: string | null }[]> {
  const partner = alias(companies, "partner");
  const found = containing(typed);
  const shown = tx
    .select({ id: companies.id })
    .from(companies)
    .where(sql`lower(${companies.name}) like ${found}`)
    .orderBy(asc(companies.name), asc(companies.id))
    .limit(most);
  return tx
    .select({ company: companies, partner: partner.name })
    .from(companies)
    .leftJoin(partner, eq(partner.id, companies.partnerId))
    .where(inArray(companies.id, shown))
    .orderBy(asc(companies.name), asc(companies.id));
}

const DOCUMENT = {
  id: companyDocuments.id,
  companyId: companyDocuments.companyId,
  name: companyDocuments.name,
  type: companyDocuments.type,
  addedAt: companyDocuments.addedAt,
  addedBy: companyDocuments.addedBy,
};

export async function documentsOf(tx: Reader, companyId: string): Promise<CompanyDocument[]> {
  return tx
    .select(DOCUMENT)
    .from(companyDocuments)
    .where(eq(companyDocuments.companyId, companyId))
    .orderBy(asc(companyDocuments.addedAt), asc(companyDocuments.id));
}

export async function readDocumentOf(
  tx: Reader,
  companyId: string,
  id: string,
): Promise<typeof companyDocuments.$inferSelect | null> {
  const [document] = await tx
    .select()
    .from(companyDocuments)
    .where(and(eq(companyDocuments.companyId, companyId), eq(companyDocuments.id, id)));
  return document ?? null;
}

export async function insertDocument(
  tx: Transaction,
  document: typeof companyDocuments.$inferInsert,
): Promise<void> {
  await tx.insert(companyDocuments).values(document);
}

export async function eventsOf(tx: Reader, companyId: string): Promise<CompanyEvent[]> {
  return tx
    .select()
    .from(companyEvents)
    .where(eq(companyEvents.companyId, companyId))
    .orderBy(asc(companyEvents.at), asc(companyEvents.id));
}

export async function countEvents(tx: Reader, companyId: string): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(companyEvents)
    .where(eq(companyEvents.companyId, companyId));
  return row?.count ?? 0;
}

export async function insertEvent(tx: Transaction, event: Omit<CompanyEvent, "id">): Promise<void> {
  await tx.insert(companyEvents).values({ id: randomUUIDv7(), ...event });
}
