import { and, count, eq, inArray, isNotNull, isNull, lt } from "drizzle-orm";
import type { Database, Transaction } from "../../database/database.ts";
import type { WrappedValue } from "../../key-book/entries.ts";
import { passkeys, recoveryCodes, secondFactors } from "../tables.ts";

export type SecondFactor = typeof secondFactors.$inferSelect;
type Reader = Pick<Database, "select">;

export async function readSecondFactor(tx: Reader, accountId: string): Promise<SecondFactor | null> {
  const [row] = await tx.select().from(secondFactors).where(eq(secondFactors.id, accountId));
  return row ?? null;
}

/** One that waits for its first code is replaced; one in use is not. */
export async function insertSecondFactor(
  tx: Transaction,
  accountId: string,
  secret: WrappedValue,
  now: Date,
): Promise<boolean> {
  const values = { secret, createdAt: now, lastStep: 0 };
  const rows = await tx
    .insert(secondFactors)
    .values({ id: accountId, ...values })
    .onConflictDoUpdate({
      target: secondFactors.id,
      set: values,
      setWhere: isNull(secondFactors.confirmedAt),
    })
    .returning({ id: secondFactors.id });
  return rows.length === 1;
}

/** Uses up a step and all before it: of two with the same code, the second gets false. */
export async function takeStep(tx: Transaction, accountId: string, step: number): Promise<boolean> {
  const rows = await tx
    .update(secondFactors)
    .set({ lastStep: step })
    .where(and(eq(secondFactors.id, accountId), lt(secondFactors.lastStep, step)))
    .returning({ id: secondFactors.id });
  return rows.length === 1;
}

export async function confirmSecondFactor(tx: Transaction, accountId: string, now: Date): Promise<void> {
  await tx.update(secondFactors).set({ confirmedAt: now }).where(eq(secondFactors.id, accountId));
}

export async function deleteSecondFactor(tx: Transaction, accountId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
  await tx.delete(secondFactors).where(eq(secondFactors.id, accountId));
}

export async function replaceRecoveryCodes(
  tx: Transaction,
  accountId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
  await tx.insert(recoveryCodes).values(hashes.map((codeHash) => ({ codeHash, accountId })));
}

/** Uses a code up: of two at once, the second gets false. */
export async function takeRecoveryCode(
  tx: Transaction,
  accountId: string,
  codeHash: Buffer,
): Promise<boolean> {
  const rows = await tx
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.codeHash, codeHash), eq(recoveryCodes.accountId, accountId)))
    .returning({ accountId: recoveryCodes.accountId });
  return rows.length === 1;
}

export async function countRecoveryCodes(tx: Reader, accountId: string): Promise<number> {
  const [row] = await tx
    .select({ left: count() })
    .from(recoveryCodes)
    .where(eq(recoveryCodes.accountId, accountId));
  return row?.left ?? 0;
}

/** Which of these accounts have an app in use or a passkey. */
export async function withSecondFactor(tx: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const apps = await tx
    .select({ id: secondFactors.id })
    .from(secondFactors)
    .where(and(inArray(secondFactors.id, [...ids]), isNotNull(secondFactors.confirmedAt)));
  const keys = await tx
    .select({ id: passkeys.accountId })
    .from(passkeys)
    .where(inArray(passkeys.accountId, [...ids]));
  return new Set([...apps, ...keys].map(({ id }) => id));
}
