import { appendAudit } from "../../audit/append.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { forgetAttempts, requireAttempt } from "../limit-attempts.ts";
import { endSession, startSession } from "../sessions.ts";
import { lockAccount, readAccount, readLink, takeLink } from "../store.ts";
import { hashToken } from "../tokens.ts";
import { factorInUse } from "./check-code.ts";
import { takeCode } from "./take-code.ts";

/**
 * The second step of a log-in: the ticket of the first, and a code of the app or a recovery code. A wrong code leaves the ticket as it is,
 * within the limit of attempts; a new password voids it.
 *
 * @returns the account and the token of its new session
 * @throws {Problem} wrong-code, log-in-expired, too-many-attempts
 */
export async function logInBySecondFactor(
  context: AccountsContext,
  caller: Caller,
  input: { readonly ticket: string; readonly code: string },
): Promise<{ accountId: string; session: string }> {
  const now = context.clock();
  const { database } = context;
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(database, { kind: "link-source", of: [caller.source] }, now, nobody);
  const ticket = hashToken(input.ticket);
  const link = ticket === null ? null : await readLink(database, "second-factor", ticket, now);
  const account =
    link === null || link.accountId === null ? null : await readAccount(database, link.accountId);
  const factor = account === null ? null : await factorInUse(database, account.id);
  if (ticket === null || account === null || factor === null) throw logInExpired();
  const attempt = { kind: "second-factor", of: [account.id] } as const;
  const origin = auditOrigin(caller, account.email, account.id);
  await requireAttempt(database, attempt, now, origin);
  const owner = { factor, email: account.email, origin };
  const session = await takeCode(context, owner, input.code, now, async (tx, shownBy, use) => {
    await lockAccount(tx, account.id);
    if (!(await use())) return null;
    if (!(await takeLink(tx, "second-factor", ticket, now))) throw logInExpired();
    if (caller.sessionToken !== null) await endSession(tx, caller.sessionToken);
    await forgetAttempts(tx, [attempt]);
    const token = await startSession(tx, account.id, caller, now, shownBy);
    await appendAudit(tx, origin, now, [
      { projectId: null, action: "account.logged-in", subject: `account:${account.id}` },
    ]);
    return token;
  });
  return { accountId: account.id, session };
}

function logInExpired(): Problem {
  return new Problem("log-in-expired", "That took too long. Log in with your password again.");
}
