import { and, desc, eq, gt, lt, ne, notInArray } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { owesSecondFactor } from "../http/operator-second-factor.ts";
import type { SignedIn } from "../http/signed-in.ts";
import type { Caller } from "./context.ts";
import { MOST_SESSIONS, SESSION_IDLE_MS, SESSION_LIFE_MS, type ShownBy } from "./rules.ts";
import { accounts, sessions } from "./tables.ts";
import { createHashedToken, hashToken } from "./tokens.ts";

/** How exact "last seen" is; saves a write for nearly every request. */
const SEEN_EVERY_MS = 5 * 60_000;

/** @returns the token for the cookie; only its hash is stored */
export async function startSession(
  tx: Transaction,
  accountId: string,
  from: Pick<Caller, "address" | "device">,
  now: Date,
  shownBy: ShownBy | null = null,
): Promise<string> {
  const { token, tokenHash } = createHashedToken();
  await makeRoom(tx, accountId);
  await tx.insert(sessions).values({
    tokenHash,
    accountId,
    device: from.device,
    address: from.address,
    shownBy,
    shownAt: shownBy === null ? null : now,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_LIFE_MS),
  });
  return token;
}

async function makeRoom(tx: Transaction, accountId: string): Promise<void> {
  const kept = tx
    .select({ tokenHash: sessions.tokenHash })
    .from(sessions)
    .where(eq(sessions.accountId, accountId))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.tokenHash))
    .limit(MOST_SESSIONS - 1);
  await tx
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), notInArray(sessions.tokenHash, kept)));
}

/** Who the session belongs to, while it is in use and not too old. */
export async function readSession(database: Database, token: string, now: Date): Promise<SignedIn | null> {
  const tokenHash = hashToken(token);
  if (tokenHash === null) return null;
  const [found] = await database
    .select({ account: accounts, lastSeenAt: sessions.lastSeenAt, shownBy: sessions.shownBy })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(eq(sessions.tokenHash, tokenHash), isLiving(now)));
  if (found === undefined) return null;
  const seenLately = new Date(now.getTime() - SEEN_EVERY_MS);
  if (found.lastSeenAt < seenLately) {
    await database
      .update(sessions)
      .set({ lastSeenAt: now })
      .where(and(eq(sessions.tokenHash, tokenHash), lt(sessions.lastSeenAt, seenLately)));
  }
  const { id, name, email, companyId, operator, operatorRole } = found.account;
  const shownSecondFactor = found.shownBy !== null;
  const owes = operator && (await owesSecondFactor(database, { id, shownSecondFactor }));
  return { id, name, email, companyId, operator, operatorRole, shownSecondFactor, owesSecondFactor: owes };
}

function isLiving(now: Date) {
  return and(gt(sessions.expiresAt, now), gt(sessions.lastSeenAt, new Date(now.getTime() - SESSION_IDLE_MS)));
}

/** The living sessions of an account, the one seen last first, without what could open them. */
export async function listSessions(
  database: Database,
  accountId: string,
  current: string | null,
  now: Date,
): Promise<
  { id: string; device: string; address: string; createdAt: Date; lastSeenAt: Date; current: boolean }[]
> {
  const rows = await database
    .select()
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), isLiving(now)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt))
    .limit(MOST_SESSIONS);
  const own = current === null ? null : hashToken(current);
  return rows.map(({ id, device, address, createdAt, lastSeenAt, tokenHash }) => {
    return { id, device, address, createdAt, lastSeenAt, current: own !== null && tokenHash.equals(own) };
  });
}

/** @returns the device it was on; null: the account has no such session */
export async function endSessionOf(tx: Transaction, accountId: string, id: string): Promise<string | null> {
  const [ended] = await tx
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.accountId, accountId)))
    .returning({ device: sessions.device });
  return ended?.device ?? null;
}

/**
 * Notes that a second factor was shown in a session of the account.
 *
 * @returns false if it has ended meanwhile
 */
export async function setShown(
  tx: Transaction,
  session: { readonly token: string | null; readonly accountId: string },
  shownBy: ShownBy,
  now: Date,
): Promise<boolean> {
  const tokenHash = session.token === null ? null : hashToken(session.token);
  if (tokenHash === null) return false;
  const rows = await tx
    .update(sessions)
    .set({ shownBy, shownAt: now })
    .where(and(eq(sessions.tokenHash, tokenHash), eq(sessions.accountId, session.accountId)))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

/** When a second factor was shown in a session of the account, if one was; null: the session has ended. */
export async function readShown(
  tx: Pick<Database, "select">,
  session: { readonly token: string | null; readonly accountId: string },
): Promise<{ readonly shownAt: Date | null } | null> {
  const tokenHash = session.token === null ? null : hashToken(session.token);
  if (tokenHash === null) return null;
  const [row] = await tx
    .select({ shownAt: sessions.shownAt })
    .from(sessions)
    .where(and(eq(sessions.tokenHash, tokenHash), eq(sessions.accountId, session.accountId)));
  return row ?? null;
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
