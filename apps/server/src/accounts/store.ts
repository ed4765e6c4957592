import { and, asc, eq, gt, lte, max } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import type { LinkPurpose } from "./rules.ts";
import {
  accounts,
  attempts,
  emailChanges,
  identityFlows,
  oneTimeLinks,
  passkeyChallenges,
  sessions,
  signUps,
} from "./tables.ts";

export type Account = typeof accounts.$inferSelect;
export type SignUp = typeof signUps.$inferSelect;
type Reader = Pick<Database, "select">;

export async function findAccount(tx: Reader, email: string): Promise<Account | null> {
  const [account] = await tx.select().from(accounts).where(eq(accounts.email, email));
  return account ?? null;
}

export async function readAccount(tx: Reader, id: string): Promise<Account | null> {
  const [account] = await tx.select().from(accounts).where(eq(accounts.id, id));
  return account ?? null;
}

/** Log-in and change of password of one account follow each other: the second sees what the first has done. */
export async function lockAccount(tx: Transaction, id: string): Promise<Account | null> {
  const [account] = await tx.select().from(accounts).where(eq(accounts.id, id)).for("update");
  return account ?? null;
}

/** @returns false if the address has an account; one that is just being made is waited for */
export async function insertAccount(
  tx: Transaction,
  account: typeof accounts.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(accounts)
    .values(account)
    .onConflictDoNothing({ target: accounts.email })
    .returning({ id: accounts.id });
  return rows.length === 1;
}

export async function setPasswordHash(tx: Transaction, id: string, passwordHash: string): Promise<void> {
  await tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, id));
}

export async function hasOperator(tx: Reader): Promise<boolean> {
  const rows = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.operator, true))
    .limit(1);
  return rows.length === 1;
}

/** The provider's people, oldest first. */
export async function listOperators(tx: Reader): Promise<Account[]> {
  return tx
    .select()
    .from(accounts)
    .where(eq(accounts.operator, true))
    .orderBy(asc(accounts.createdAt))
    .limit(500);
}

/** Every administrator of the desk, held until the transaction ends: who are removed at once come one after the other. */
export async function lockAdministrators(tx: Transaction): Promise<string[]> {
  const lock = () =>
    tx
      .select({ id: accounts.id })
      .from(accounts)
      .where(eq(accounts.operatorRole, "administrator"))
      .orderBy(asc(accounts.id))
      .for("update");
  await lock();
  // Who has become one while the first look waited isn't seen by it. From then on nobody does: it takes the locks that are held now.
  return (await lock()).map(({ id }) => id);
}

const NOT_ASKED = {
  administratorAskedBy: null,
  administratorAskedByEmail: null,
  administratorAskedAt: null,
  administratorConfirmedBy: null,
} as const;

/** Whom one administrator has asked to be another one, and who confirmed it; both names stay on the row. Null: one was enough. */
export async function setAdministrator(
  tx: Transaction,
  id: string,
  confirmedBy: string | null,
): Promise<void> {
  const names = confirmedBy === null ? NOT_ASKED : { administratorConfirmedBy: confirmedBy };
  await tx
    .update(accounts)
    .set({ operatorRole: "administrator", ...names })
    .where(eq(accounts.id, id));
}

/** An administrator, or somebody who was to become one, is a reviewer and nothing is asked for. */
export async function setReviewer(tx: Transaction, account: Account, now: Date): Promise<void> {
  await tx
    .update(accounts)
    .set({ operatorRole: "reviewer", ...NOT_ASKED, administratorUntil: untilOf(account, now) })
    .where(eq(accounts.id, account.id));
}

function untilOf({ operatorRole, administratorUntil }: Account, now: Date): Date | null {
  return operatorRole === "administrator" ? now : administratorUntil;
}

export async function setAdministratorAsked(
  tx: Transaction,
  id: string,
  by: { readonly id: string; readonly email: string },
  now: Date,
): Promise<void> {
  await tx
    .update(accounts)
    .set({
      administratorAskedBy: by.id,
      administratorAskedByEmail: by.email,
      administratorAskedAt: now,
      administratorConfirmedBy: null,
    })
    .where(eq(accounts.id, id));
}

export async function setAdministratorNotAsked(tx: Transaction, id: string): Promise<void> {
  await tx.update(accounts).set(NOT_ASKED).where(eq(accounts.id, id));
}

/** Operators who are to become administrators and aren't yet, locked: all, or those whom one administrator has asked for. */
export async function lockAdministratorRequests(
  tx: Transaction,
  which: { readonly askedBy: string } | { readonly until: Date },
): Promise<Account[]> {
  return tx
    .select()
    .from(accounts)
    .where(
      and(
        eq(accounts.operatorRole, "reviewer"),
        "askedBy" in which
          ? eq(accounts.administratorAskedBy, which.askedBy)
          : lte(accounts.administratorAskedAt, which.until),
      ),
    )
    .orderBy(asc(accounts.id))
    .for("update");
}

/** When the desk last lost an administrator, by removal or by another role; null: never. */
export async function administratorLastLost(tx: Reader): Promise<Date | null> {
  const [row] = await tx.select({ at: max(accounts.administratorUntil) }).from(accounts);
  return row?.at ?? null;
}

/** No address can be asked for a new password any more, and no password fits. */
export async function setRemoved(tx: Transaction, account: Account, now: Date): Promise<void> {
  const { id } = account;
  await tx
    .update(accounts)
    .set({
      ...NOT_ASKED,
      administratorUntil: untilOf(account, now),
      operator: false,
      operatorRole: null,
      removedAt: now,
      email: `${id}@removed.invalid`,
      passwordHash: "$removed",
    })
    .where(eq(accounts.id, id));
}

export async function operatorIds(tx: Reader): Promise<string[]> {
  const rows = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.operator, true));
  return rows.map(({ id }) => id);
}

export async function insertSignUp(tx: Transaction, signUp: SignUp): Promise<void> {
  await tx.insert(signUps).values(signUp);
}

export async function readSignUp(tx: Reader, tokenHash: Buffer, now: Date): Promise<SignUp | null> {
  const [signUp] = await tx
    .select()
    .from(signUps)
    .where(and(eq(signUps.tokenHash, tokenHash), gt(signUps.expiresAt, now)));
  return signUp ?? null;
}

export async function deleteSignUps(tx: Transaction, email: string): Promise<void> {
  await tx.delete(signUps).where(eq(signUps.email, email));
}

export async function insertLink(tx: Transaction, link: typeof oneTimeLinks.$inferInsert): Promise<void> {
  await tx.insert(oneTimeLinks).values(link);
}

/** Looks without using the link up. */
export async function readLink(
  tx: Reader,
  purpose: LinkPurpose,
  tokenHash: Buffer,
  now: Date,
): Promise<{ accountId: string | null } | null> {
  const [link] = await tx
    .select({ accountId: oneTimeLinks.accountId })
    .from(oneTimeLinks)
    .where(linkIs(purpose, tokenHash, now));
  return link ?? null;
}

/** Uses the link up: of two who try at once, the second waits for the first and gets false. */
export async function takeLink(
  tx: Transaction,
  purpose: LinkPurpose,
  tokenHash: Buffer,
  now: Date,
): Promise<boolean> {
  const rows = await tx
    .delete(oneTimeLinks)
    .where(linkIs(purpose, tokenHash, now))
    .returning({ purpose: oneTimeLinks.purpose });
  return rows.length === 1;
}

function linkIs(purpose: LinkPurpose, tokenHash: Buffer, now: Date) {
  return and(
    eq(oneTimeLinks.tokenHash, tokenHash),
    eq(oneTimeLinks.purpose, purpose),
    gt(oneTimeLinks.expiresAt, now),
  );
}

export async function deleteLinksOf(tx: Transaction, accountId: string): Promise<void> {
  await tx.delete(oneTimeLinks).where(eq(oneTimeLinks.accountId, accountId));
}

export async function deleteLinksFor(tx: Transaction, purpose: LinkPurpose): Promise<void> {
  await tx.delete(oneTimeLinks).where(eq(oneTimeLinks.purpose, purpose));
}

/** Forgets what has run out. */
export async function deleteExpired(database: Database, now: Date): Promise<void> {
  await database.delete(signUps).where(lte(signUps.expiresAt, now));
  await database.delete(oneTimeLinks).where(lte(oneTimeLinks.expiresAt, now));
  await database.delete(sessions).where(lte(sessions.expiresAt, now));
  await database.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAt, now));
  await database.delete(emailChanges).where(lte(emailChanges.expiresAt, now));
  await database.delete(identityFlows).where(lte(identityFlows.expiresAt, now));
  await database.delete(attempts).where(lte(attempts.windowEndsAt, now));
}
