import { and, asc, count, eq, lt, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../database/database.ts";
import { passkeyChallenges, passkeys } from "../tables.ts";

export type Passkey = typeof passkeys.$inferSelect;
type Reader = Pick<Database, "select">;

export async function passkeysOf(tx: Reader, accountId: string): Promise<Passkey[]> {
  return tx
    .select()
    .from(passkeys)
    .where(eq(passkeys.accountId, accountId))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id));
}

export async function findPasskey(tx: Reader, id: string): Promise<Passkey | null> {
  const [passkey] = await tx.select().from(passkeys).where(eq(passkeys.id, id));
  return passkey ?? null;
}

export async function countPasskeys(tx: Reader, accountId: string): Promise<number> {
  const [row] = await tx.select({ held: count() }).from(passkeys).where(eq(passkeys.accountId, accountId));
  return row?.held ?? 0;
}

/** @returns false if there is one of this id, here or with another account */
export async function insertPasskey(tx: Transaction, passkey: Passkey): Promise<boolean> {
  const rows = await tx.insert(passkeys).values(passkey).onConflictDoNothing().returning({ id: passkeys.id });
  return rows.length === 1;
}

/**
 * Takes an authenticator's count: it only goes up, but for those that don't count and always say 0 (WebAuthn level 2 §6.1.1).
 *
 * @returns false if it doesn't: the same was answered before, or there is a copy of the key
 */
export async function takeCount(tx: Transaction, id: string, counter: number, now: Date): Promise<boolean> {
  const doesNotCount = and(eq(passkeys.counter, 0), sql`${counter}::bigint = 0`);
  const rows = await tx
    .update(passkeys)
    .set({ counter, lastUsedAt: now })
    .where(and(eq(passkeys.id, id), or(lt(passkeys.counter, counter), doesNotCount)))
    .returning({ id: passkeys.id });
  return rows.length === 1;
}

/** @returns the name before; null: the account has no such passkey */
export async function renamePasskey(
  tx: Transaction,
  accountId: string,
  id: string,
  name: string,
): Promise<string | null> {
  const own = and(eq(passkeys.id, id), eq(passkeys.accountId, accountId));
  const [before] = await tx.select({ name: passkeys.name }).from(passkeys).where(own).for("update");
  if (before === undefined) return null;
  await tx.update(passkeys).set({ name }).where(own);
  return before.name;
}

/** Those of an account, with the challenges that wait for an answer. @returns how many there were */
export async function deletePasskeysOf(tx: Transaction, accountId: string): Promise<number> {
  await tx.delete(passkeyChallenges).where(eq(passkeyChallenges.accountId, accountId));
  const gone = await tx
    .delete(passkeys)
    .where(eq(passkeys.accountId, accountId))
    .returning({ id: passkeys.id });
  return gone.length;
}

/** @returns its name; null: the account has no such passkey */
export async function deletePasskey(tx: Transaction, accountId: string, id: string): Promise<string | null> {
  const [gone] = await tx
    .delete(passkeys)
    .where(and(eq(passkeys.id, id), eq(passkeys.accountId, accountId)))
    .returning({ name: passkeys.name });
  return gone?.name ?? null;
}
