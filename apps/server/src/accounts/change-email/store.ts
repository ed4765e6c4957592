import { and, eq, gt, or } from "drizzle-orm";
import type { Database, Transaction } from "../../database/database.ts";
import { accounts, emailChanges, signUps } from "../tables.ts";

export type EmailChange = typeof emailChanges.$inferSelect;
type Reader = Pick<Database, "select">;

/** One change waits for an account: beginning again takes the place of what was begun, whose links are void. */
export async function replaceEmailChange(tx: Transaction, change: EmailChange): Promise<void> {
  await tx.delete(emailChanges).where(eq(emailChanges.accountId, change.accountId));
  await tx.insert(emailChanges).values(change);
}

/** The change that a link of either mail belongs to. */
export async function findEmailChange(tx: Reader, tokenHash: Buffer, now: Date): Promise<EmailChange | null> {
  const [change] = await tx
    .select()
    .from(emailChanges)
    .where(
      and(
        or(eq(emailChanges.oldTokenHash, tokenHash), eq(emailChanges.newTokenHash, tokenHash)),
        gt(emailChanges.expiresAt, now),
      ),
    );
  return change ?? null;
}

export async function readEmailChange(tx: Reader, accountId: string, now: Date): Promise<EmailChange | null> {
  const [change] = await tx
    .select()
    .from(emailChanges)
    .where(and(eq(emailChanges.accountId, accountId), gt(emailChanges.expiresAt, now)));
  return change ?? null;
}

export async function confirmEnd(
  tx: Transaction,
  accountId: string,
  end: "old" | "new",
  now: Date,
): Promise<void> {
  const set = end === "old" ? { oldConfirmedAt: now } : { newConfirmedAt: now };
  await tx.update(emailChanges).set(set).where(eq(emailChanges.accountId, accountId));
}

/** @returns what waited; null: nothing */
export async function deleteEmailChange(tx: Transaction, accountId: string): Promise<EmailChange | null> {
  const [gone] = await tx.delete(emailChanges).where(eq(emailChanges.accountId, accountId)).returning();
  return gone ?? null;
}

/** Sign-ups that wait for the address are void: it has an account now. */
export async function setEmail(tx: Transaction, accountId: string, email: string): Promise<void> {
  await tx.delete(signUps).where(eq(signUps.email, email));
  await tx.update(accounts).set({ email }).where(eq(accounts.id, accountId));
}
