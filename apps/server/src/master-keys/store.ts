import { and, asc, eq, sql } from "drizzle-orm";
import { type MasterKeyState, masterKeys, retiredMasterKeys } from "../custody/tables.ts";
import type { Database, Transaction } from "../database/database.ts";

export type MasterKeyRow = typeof masterKeys.$inferSelect;
type Reader = Pick<Database, "select">;

/** Oldest first. */
export async function readMasterKeys(tx: Reader): Promise<MasterKeyRow[]> {
  return tx.select().from(masterKeys).orderBy(asc(masterKeys.createdAt), asc(masterKeys.fingerprint));
}

/** Those who change the master keys follow each other. */
export async function lockMasterKeys(tx: Transaction): Promise<MasterKeyRow[]> {
  await tx.execute(sql`lock table master_keys in share row exclusive mode`);
  return readMasterKeys(tx);
}

export async function readRetired(tx: Reader): Promise<(typeof retiredMasterKeys.$inferSelect)[]> {
  return tx.select().from(retiredMasterKeys).orderBy(asc(retiredMasterKeys.retiredAt));
}

export async function insertMasterKey(tx: Transaction, row: MasterKeyRow): Promise<void> {
  await tx.insert(masterKeys).values(row);
}

export async function moveMasterKey(
  tx: Transaction,
  fingerprint: string,
  from: MasterKeyState,
  to: MasterKeyState,
): Promise<void> {
  await tx
    .update(masterKeys)
    .set({ state: to })
    .where(and(eq(masterKeys.fingerprint, fingerprint), eq(masterKeys.state, from)));
}

/** Refused by the database while any row needs it. */
export async function removeMasterKey(
  tx: Transaction,
  fingerprint: string,
  state: MasterKeyState,
): Promise<MasterKeyRow | null> {
  const [removed] = await tx
    .delete(masterKeys)
    .where(and(eq(masterKeys.fingerprint, fingerprint), eq(masterKeys.state, state)))
    .returning();
  return removed ?? null;
}

export async function insertRetired(tx: Transaction, key: MasterKeyRow, now: Date): Promise<void> {
  const { fingerprint, backend, createdAt } = key;
  await tx
    .insert(retiredMasterKeys)
    .values({ fingerprint, backend, createdAt, retiredAt: now })
    .onConflictDoNothing();
}
