import { appendAudit } from "../audit/append.ts";
import type { Transaction } from "../database/database.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { Caller } from "./context.ts";
import { LINK_LIFE_MS } from "./rules.ts";
import { factorInUse } from "./second-factor/check-code.ts";
import { endSession, startSession } from "./sessions.ts";
import { type Account, insertLink } from "./store.ts";
import { createHashedToken } from "./tokens.ts";

export type LogInOutcome =
  | { readonly accountId: string; readonly session: string }
  | { readonly ticket: string };

/**
 * The end of a log-in's first step, under the account's lock: a new session, or a ticket for the second step where an authenticator app is set
 * up. A session that the browser brought is ended, so that nobody can plant one.
 *
 * @param by what has proven who it is, for the trail
 */
export async function enter(
  tx: Transaction,
  caller: Caller,
  account: Account,
  now: Date,
  by: "password" | "identity" | "passkey",
): Promise<LogInOutcome> {
  // Whoever has shown a PIN, a finger or a face to an authenticator has shown two factors.
  if (by !== "passkey" && (await factorInUse(tx, account.id)) !== null) {
    const { token, tokenHash } = createHashedToken();
    const expiresAt = new Date(now.getTime() + LINK_LIFE_MS["second-factor"]);
    const purpose = "second-factor";
    await insertLink(tx, { tokenHash, purpose, accountId: account.id, createdAt: now, expiresAt });
    return { ticket: token };
  }
  if (caller.sessionToken !== null) await endSession(tx, caller.sessionToken);
  const session = await startSession(tx, account.id, caller, now, by === "passkey" ? by : null);
  await appendAudit(tx, auditOrigin(caller, account.email, account.id), now, [
    { projectId: null, action: "account.logged-in", subject: `account:${account.id}`, after: { by } },
  ]);
  return { accountId: account.id, session };
}
