import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { Problem } from "../problems/problem.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import {
  type Attempt,
  countAttempt,
  forgetAttempts,
  requireAttempt,
  returnAttempt,
} from "./limit-attempts.ts";
import { confirmEmailMail } from "./mails.ts";
import { LINK_LIFE_MS } from "./rules.ts";
import { endSession, startSession } from "./sessions.ts";
import { type Account, findAccount, insertSignUp, lockAccount, newestSignUp, type SignUp } from "./store.ts";
import { createHashedToken } from "./tokens.ts";

export interface LogInInput {
  readonly email: string;
  readonly password: string;
}

/**
 * Logs in with a new session; one that the browser brought is ended, so that nobody can plant one. Attempts are counted before the
 * password is looked at, and a password is looked at whether or not there is an account.
 *
 * @returns the account and the token of its new session
 * @throws {Problem} wrong-credentials, email-not-confirmed (a new link is on its way), too-many-attempts
 */
export async function logIn(
  context: AccountsContext,
  caller: Caller,
  input: LogInInput,
): Promise<{ accountId: string; session: string }> {
  const now = context.clock();
  const bySource: Attempt = { kind: "log-in-source", of: [caller.source] };
  const byAccount: Attempt = { kind: "log-in", of: [input.email, caller.source] };
  await requireAttempt(context.database, { kind: "log-in-all", of: [caller.source] }, now);
  await requireAttempt(context.database, bySource, now);
  await requireAttempt(context.database, byAccount, now);
  const account = await findAccount(context.database, input.email);
  const waiting = await newestSignUp(context.database, input.email, now);
  const passwordHash = account?.passwordHash ?? waiting?.passwordHash ?? null;
  const matches = await context.passwords.verify(passwordHash, input.password);
  if (!matches) throw wrongCredentials();
  if (account === null) {
    if (waiting === null) throw wrongCredentials();
    await forgetAttempts(context.database, [byAccount]);
    await returnAttempt(context.database, bySource);
    throw notConfirmed(await mailAgain(context, caller, waiting, now));
  }
  const session = await inTransaction(context.database, async (tx) => {
    if (!(await isStillThePassword(tx, account))) throw wrongCredentials();
    if (caller.sessionToken !== null) await endSession(tx, caller.sessionToken);
    await forgetAttempts(tx, [byAccount]);
    await returnAttempt(tx, bySource);
    const token = await startSession(tx, account.id, caller.address, now);
    await appendAudit(tx, auditOrigin(caller, account.email, account.id), now, [
      { projectId: null, action: "account.logged-in", subject: `account:${account.id}` },
    ]);
    return token;
  });
  return { accountId: account.id, session };
}

/** The password may have been changed while the old one was being checked; then the old one opens nothing any more. */
async function isStillThePassword(tx: Parameters<typeof lockAccount>[0], account: Account): Promise<boolean> {
  return (await lockAccount(tx, account.id))?.passwordHash === account.passwordHash;
}

/** @returns false if the address has had as many mails as it may */
async function mailAgain(
  context: AccountsContext,
  caller: Caller,
  waiting: SignUp,
  now: Date,
): Promise<boolean> {
  const limits: Attempt[] = [
    { kind: "mail-from-source", of: [waiting.email, caller.source] },
    { kind: "mail", of: [waiting.email] },
  ];
  for (const limit of limits) if ((await countAttempt(context.database, limit, now)) !== null) return false;
  const { token, tokenHash } = createHashedToken();
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS["confirm-email"]);
  await inTransaction(context.database, async (tx) => {
    await insertSignUp(tx, { ...waiting, tokenHash, createdAt: now, expiresAt });
    await queueMail(tx, now, confirmEmailMail(context.mail(), waiting.email, token, expiresAt));
    await appendAudit(tx, auditOrigin(caller, waiting.email, null), now, [
      { projectId: null, action: "account.confirmation-mailed-again", subject: `sign-up:${waiting.email}` },
    ]);
  });
  return true;
}

function wrongCredentials(): Problem {
  return new Problem("wrong-credentials", "The e-mail address or the password is wrong.");
}

function notConfirmed(mailed: boolean): Problem {
  return new Problem(
    "email-not-confirmed",
    mailed
      ? "Confirm your e-mail address first: we have just sent you a new link."
      : "Confirm your e-mail address first, with the link in the mail we have sent you.",
  );
}
