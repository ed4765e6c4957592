import { and, asc, count, eq, ilike, or, sql } from "drizzle-orm";
import type { Database } from "../context.ts";
import { customers } from "../database/tables.ts";
import type { PageRequest } from "../http/read-query.ts";
import type { CustomerNames } from "./rules.ts";

export type CustomerRow = typeof customers.$inferSelect;

export interface CustomerFilter {
  readonly search: string | undefined;
  readonly username: string | undefined;
}

/** Makes adding to one environment wait in line, so that its limit holds; ends with the transaction. */
export async function lockEnvironment(tx: Pick<Database, "execute">, environmentId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`test-drive:${environmentId}`}, 0))`);
}

export async function countCustomers(
  database: Pick<Database, "select">,
  environmentId: string,
): Promise<number> {
  const rows = await database
    .select({ found: count() })
    .from(customers)
    .where(eq(customers.environmentId, environmentId));
  return rows[0]?.found ?? 0;
}

export async function insertCustomer(tx: Pick<Database, "insert">, row: CustomerRow): Promise<void> {
  await tx.insert(customers).values(row);
}

export async function findCustomer(
  database: Pick<Database, "select">,
  environmentId: string,
  id: number,
): Promise<CustomerRow | null> {
  const rows = await database.select().from(customers).where(is(environmentId, id));
  return rows[0] ?? null;
}

/** Oldest first; `start` counts records from 1. */
export async function listCustomers(
  database: Pick<Database, "select">,
  environmentId: string,
  filter: CustomerFilter,
  page: PageRequest,
): Promise<{ readonly found: number; readonly rows: readonly CustomerRow[] }> {
  const text = filter.search === undefined ? undefined : `%${escapeLike(filter.search)}%`;
  const fullName = sql<string>`concat_ws(' ', ${customers.firstName}, ${customers.lastName})`;
  const where = and(
    eq(customers.environmentId, environmentId),
    filter.username === undefined
      ? undefined
      : eq(sql`lower(${customers.username})`, filter.username.toLowerCase()),
    text === undefined ? undefined : or(ilike(customers.username, text), ilike(fullName, text)),
  );
  const found = await database.select({ found: count() }).from(customers).where(where);
  const rows = await database
    .select()
    .from(customers)
    .where(where)
    .orderBy(asc(customers.createdAt), asc(customers.id))
    .offset(page.start - 1)
    .limit(page.limit);
  return { found: found[0]?.found ?? 0, rows };
}

/** @returns whether there was such a customer */
export async function renameCustomer(
  database: Pick<Database, "update">,
  environmentId: string,
  id: number,
  names: CustomerNames,
  now: Date,
): Promise<boolean> {
  const done = await database
    .update(customers)
    .set({ ...names, modifiedAt: now })
    .where(is(environmentId, id));
  return done.rowCount === 1;
}

/** Log-ins and accounts go with the customer. @returns whether there was such a customer */
export async function removeCustomer(
  database: Pick<Database, "delete">,
  environmentId: string,
  id: number,
): Promise<boolean> {
  const done = await database.delete(customers).where(is(environmentId, id));
  return done.rowCount === 1;
}

function is(environmentId: string, id: number) {
  return and(eq(customers.environmentId, environmentId), eq(customers.id, id));
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
