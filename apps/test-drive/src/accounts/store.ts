import { and, asc, eq, type SQL } from "drizzle-orm";
import type { Database } from "../context.ts";
import { accounts, institutionLogins } from "../database/tables.ts";

export type LoginRow = typeof institutionLogins.$inferSelect;

/** An account with the log-in it came by. */
export interface AccountRow {
  readonly id: number;
  readonly slot: number;
  readonly login: LoginRow;
}

export interface AccountFilter {
  readonly institutionId?: number;
  readonly loginId?: number;
  readonly accountId?: number;
}

/** A customer's accounts in the order of their numbers; every condition is bound to the environment. */
export async function listAccounts(
  database: Pick<Database, "select">,
  environmentId: string,
  customerId: number,
  filter: AccountFilter = {},
): Promise<readonly AccountRow[]> {
  const conditions: SQL[] = [
    eq(accounts.environmentId, environmentId),
    eq(institutionLogins.customerId, customerId),
  ];
  if (filter.institutionId !== undefined) {
    conditions.push(eq(institutionLogins.institutionId, filter.institutionId));
  }
  if (filter.loginId !== undefined) conditions.push(eq(accounts.loginId, filter.loginId));
  if (filter.accountId !== undefined) conditions.push(eq(accounts.id, filter.accountId));
  return database
    .select({ id: accounts.id, slot: accounts.slot, login: institutionLogins })
    .from(accounts)
    .innerJoin(
      institutionLogins,
      and(
        eq(institutionLogins.environmentId, accounts.environmentId),
        eq(institutionLogins.id, accounts.loginId),
      ),
    )
    .where(and(...conditions))
    .orderBy(asc(institutionLogins.createdAt), asc(accounts.loginId), asc(accounts.slot));
}

export async function findLogin(
  database: Pick<Database, "select">,
  login: Pick<LoginRow, "environmentId" | "customerId" | "institutionId" | "profile">,
): Promise<LoginRow | null> {
  const rows = await database
    .select()
    .from(institutionLogins)
    .where(
      and(
        eq(institutionLogins.environmentId, login.environmentId),
        eq(institutionLogins.customerId, login.customerId),
        eq(institutionLogins.institutionId, login.institutionId),
        eq(institutionLogins.profile, login.profile),
      ),
    );
  return rows[0] ?? null;
}

/** Does nothing where the log-in, or its number, is there already. */
export async function insertLogin(tx: Pick<Database, "insert">, row: LoginRow): Promise<void> {
  await tx.insert(institutionLogins).values(row).onConflictDoNothing();
}

/** Does nothing for an account that is there already. */
export async function insertAccounts(
  tx: Pick<Database, "insert">,
  rows: readonly (typeof accounts.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(accounts)
      .values([...rows])
      .onConflictDoNothing();
}

/** Notes that a customer's log-ins, or one of them, were looked at. @returns how many */
export async function markAggregated(
  database: Pick<Database, "update">,
  environmentId: string,
  customerId: number,
  loginId: number | undefined,
  now: Date,
): Promise<number> {
  const done = await database
    .update(institutionLogins)
    .set({ aggregatedAt: now })
    .where(ofLogins(environmentId, customerId, loginId));
  return done.rowCount ?? 0;
}

/** Its accounts go with it. @returns whether there was such a log-in */
export async function removeLogin(
  database: Pick<Database, "delete">,
  environmentId: string,
  customerId: number,
  loginId: number,
): Promise<boolean> {
  const done = await database.delete(institutionLogins).where(ofLogins(environmentId, customerId, loginId));
  return done.rowCount === 1;
}

export async function removeAccount(
  database: Pick<Database, "delete">,
  environmentId: string,
  accountId: number,
): Promise<void> {
  await database
    .delete(accounts)
    .where(and(eq(accounts.environmentId, environmentId), eq(accounts.id, accountId)));
}

function ofLogins(environmentId: string, customerId: number, loginId: number | undefined) {
  return and(
    eq(institutionLogins.environmentId, environmentId),
    eq(institutionLogins.customerId, customerId),
    loginId === undefined ? undefined : eq(institutionLogins.id, loginId),
  );
}
