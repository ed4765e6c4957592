import { and, eq, gt, lt, ne } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { SESSION_IDLE_MS, SESSION_LIFE_MS } from "./rules.ts";
import { accounts, sessions } from "./tables.ts";
import { createHashedToken, hashToken } from "./tokens.ts";

/** How exact "last seen" is; saves a write for nearly every request. */
const SEEN_EVERY_MS = 5 * 60_000;

/** @returns the token for the cookie; only its hash is stored */
export async function startSession(
  tx: Transaction,
  accountId: string,
  address: string,
  now: Date,
): Promise<string> {
  const { token, tokenHash } = createHashedToken();
  await tx.insert(sessions).values({
    tokenHash,
    accountId,
    address,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_LIFE_MS),
  });
  return token;
}

/** Who the session belongs to, while it is in use and not too old. */
export async function readSession(database: Database, token: string, now: Date): Promise<SignedIn | null> {
  const tokenHash = hashToken(token);
  if (tokenHash === null) return null;
  const [found] = await database
    .select({ account: accounts, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        gt(sessions.expiresAt, now),
        gt(sessions.lastSeenAt, new Date(now.getTime() - SESSION_IDLE_MS)),
      ),
    );
  if (found === undefined) return null;
  const seenLately = new Date(now.getTime() - SEEN_EVERY_MS);
  if (found.lastSeenAt < seenLately) {
    await database
      .update(sessions)
      .set({ lastSeenAt: now })
      .where(and(eq(sessions.tokenHash, tokenHash), lt(sessions.lastSeenAt, seenLately)));
  }
  const { id, name, email, companyId, operator, operatorRole } = found.account;
  return { id, name, email, companyId, operator, operatorRole };
}

/** @returns false if there was no such session */
export async function endSession(tx: Transaction, token: string): Promise<boolean> {
  const tokenHash = hashToken(token);
  if (tokenHash === null) return false;
  const ended = await tx
    .delete(sessions)
    .where(eq(sessions.tokenHash, tokenHash))
    .returning({ accountId: sessions.accountId });
  return ended.length === 1;
}

export async function endSessionsOf(tx: Transaction, accountId: string): Promise<number> {
  const ended = await tx
    .delete(sessions)
    .where(eq(sessions.accountId, accountId))
    .returning({ accountId: sessions.accountId });
  return ended.length;
}

/** @param kept the token of the session that goes on; null: none does */
export async function endOtherSessions(
  tx: Transaction,
  accountId: string,
  kept: string | null,
): Promise<number> {
  const tokenHash = kept === null ? null : hashToken(kept);
  if (tokenHash === null) return endSessionsOf(tx, accountId);
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), ne(sessions.tokenHash, tokenHash)))
    .returning({ accountId: sessions.accountId });
  return ended.length;
}
