import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { and, eq, gt, inArray, sql } from "drizzle-orm";
import { type AuditOrigin, appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { Problem } from "../problems/problem.ts";
import { attempts } from "./tables.ts";

const MINUTE_MS = 60_000;

/** How many attempts in how long. They rest in the database, so they hold over restarts and over all portals. */
export const ATTEMPT_LIMITS = {
  /** Wrong passwords for one account from one source. A stranger elsewhere doesn't lock its owner out. */
  "log-in": { count: 5, windowMs: 15 * MINUTE_MS },
  /** Wrong passwords for one account from anywhere. High, because it locks the owner out as well, who can still reset the password. */
  "log-in-account": { count: 200, windowMs: 60 * MINUTE_MS },
  /** Wrong passwords from one source, whatever the account. */
  "log-in-source": { count: 50, windowMs: 15 * MINUTE_MS },
  /** Log-ins of every kind from one source: each costs a hash, so the good ones have a bound as well. */
  "log-in-all": { count: 300, windowMs: 15 * MINUTE_MS },
  "sign-up-source": { count: 100, windowMs: 60 * MINUTE_MS },
  "forgot-password-source": { count: 50, windowMs: 60 * MINUTE_MS },
  /** Mails one source can have sent to one address. */
  "mail-from-source": { count: 5, windowMs: 60 * MINUTE_MS },
  /** Mails to one address, so that nobody's mailbox is flooded from many sources. */
  mail: { count: 30, windowMs: 24 * 60 * MINUTE_MS },
  /** Invitations that one account has mailed. */
  invitation: { count: 60, windowMs: 60 * MINUTE_MS },
  /** Wrong passwords with one link that confirms an address. */
  "confirm-email": { count: 10, windowMs: 60 * MINUTE_MS },
  /** Codes of an app tried by whoever knows the password. */
  "second-factor": { count: 10, windowMs: 15 * MINUTE_MS },
  /** Wrong passwords where somebody who is logged in is asked for it again. */
  "password-again": { count: 10, windowMs: 15 * MINUTE_MS },
  /** Keys that one account has made or certified: each takes a core for a tenth of a second. */
  "key-work": { count: 120, windowMs: 60 * MINUTE_MS },
  /** Sets of credentials that one account adds, deletes and rotates: what is deleted leaves its traces for ever. */
  "credential-work": { count: 240, windowMs: 60 * MINUTE_MS },
  /** Challenges made and answers tried by one account. */
  rehearsal: { count: 120, windowMs: 60 * MINUTE_MS },
  /** Webhooks added and changed, and messages sent by hand, by one account: each makes this server call another, or mail a team. */
  webhook: { count: 120, windowMs: 60 * MINUTE_MS },
  /** Exports of the audit trail by one account: each may be long, and leaves an entry. */
  "audit-export": { count: 60, windowMs: 60 * MINUTE_MS },
  /** Ways to the identity service begun from one source: each leaves a row until it runs out. */
  "identity-source": { count: 100, windowMs: 15 * MINUTE_MS },
  /** Challenges for passkeys made for one source: each leaves a row until it runs out. */
  "passkey-source": { count: 100, windowMs: 15 * MINUTE_MS },
  /** Guesses at the links of mails and of the first operator. */
  "link-source": { count: 100, windowMs: 15 * MINUTE_MS },
} as const;

export type AttemptKind = keyof typeof ATTEMPT_LIMITS;

export interface Attempt {
  readonly kind: AttemptKind;
  /** What is counted: an address, a source. */
  readonly of: readonly string[];
}

/**
 * Counts an attempt before it is made, in a statement of its own: a thousand at once count as a thousand.
 *
 * @returns null, or in how many seconds it may be tried again, and whether it is the first one of its window that is refused
 */
export async function countAttempt(
  database: Database,
  attempt: Attempt,
  now: Date,
): Promise<{ readonly seconds: number; readonly first: boolean } | null> {
  const { count, windowMs } = ATTEMPT_LIMITS[attempt.kind];
  const end = new Date(now.getTime() + windowMs);
  const over = sql`${attempts.windowEndsAt} <= ${now.toISOString()}::timestamptz`;
  const [row] = await database
    .insert(attempts)
    .values({ key: keyOf(attempt), count: 1, windowEndsAt: end })
    .onConflictDoUpdate({
      target: attempts.key,
      set: {
        // No further than two over the limit: the window is fixed, so going on trying makes it no longer.
        count: sql`case when ${over} then 1 else least(${attempts.count}, ${count + 1}) + 1 end`,
        windowEndsAt: sql`case when ${over} then excluded.window_ends_at else ${attempts.windowEndsAt} end`,
      },
    })
    .returning();
  if (row === undefined || row.count <= count) return null;
  const seconds = Math.max(1, Math.ceil((row.windowEndsAt.getTime() - now.getTime()) / 1_000));
  return { seconds, first: row.count === count + 1 };
}

/**
 * @param origin who tries, for the audit trail, which gets an entry for the first refusal of a window, so that a flood makes one; null: this
 *   limit is no matter of security
 * @throws {Problem} too-many-attempts
 */
export async function requireAttempt(
  database: Database,
  attempt: Attempt,
  now: Date,
  origin: AuditOrigin | null = null,
): Promise<void> {
  const refused = await countAttempt(database, attempt, now);
  if (refused === null) return;
  if (refused.first && origin !== null) {
    await inTransaction(database, (tx) =>
      appendAudit(tx, origin, now, [
        {
          projectId: null,
          action: "account.attempts-limited",
          subject: `limit:${attempt.kind}`,
          after: { limit: attempt.kind },
        },
      ]),
    );
  }
  const { seconds } = refused;
  const minutes = Math.ceil(seconds / 60);
  throw new Problem(
    "too-many-attempts",
    `Too many attempts. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`,
    { retryAfterSeconds: seconds },
  );
}

/** After a success: what led there doesn't count against the next time. */
export async function forgetAttempts(
  tx: Pick<Database, "delete">,
  forgotten: readonly Attempt[],
): Promise<void> {
  await tx.delete(attempts).where(inArray(attempts.key, forgotten.map(keyOf)));
}

/** Takes one attempt back: it was no failure. */
export async function returnAttempt(tx: Pick<Database, "update">, attempt: Attempt): Promise<void> {
  await tx
    .update(attempts)
    .set({ count: sql`${attempts.count} - 1` })
    .where(and(eq(attempts.key, keyOf(attempt)), gt(attempts.count, 0)));
}

/** The network a request comes from: an IPv4 address, or the /64 that one IPv6 customer has as a whole. */
export function sourceOf(ip: string): string {
  const address = ip.replace(/%.*$/, "");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => "0");
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

function keyOf(attempt: Attempt): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([attempt.kind, ...attempt.of]), "utf8")
    .digest();
}
