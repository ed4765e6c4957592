import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import { Problem } from "../problems/problem.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { enter, type LogInOutcome } from "./enter.ts";
import { type Attempt, forgetAttempts, requireAttempt, returnAttempt } from "./limit-attempts.ts";
import { type Account, findAccount, lockAccount } from "./store.ts";

export interface LogInInput {
  readonly email: string;
  readonly password: string;
}

/**
 * Logs in by address and password. Attempts are counted before the
 * password is looked at, and a password is looked at whether or not there is an account. A sign-up that waits for its confirmation is no
 * account: a word of its own for it would tell whoever made it that the address has none yet. Failures are written down as well.
 *
 * @returns the account and the token of its new session; or, where an authenticator app is set up, a ticket for the second step
 * @throws {Problem} wrong-credentials, too-many-attempts, unavailable
 */
export async function logIn(
  context: AccountsContext,
  caller: Caller,
  input: LogInInput,
): Promise<LogInOutcome> {
  const now = context.clock();
  const bySource: Attempt = { kind: "log-in-source", of: [caller.source] };
  const byAccount: Attempt = { kind: "log-in", of: [input.email, caller.source] };
  const fromAnywhere: Attempt = { kind: "log-in-account", of: [input.email] };
  const stranger = auditOrigin(caller, input.email, null);
  await requireAttempt(context.database, { kind: "log-in-all", of: [caller.source] }, now, stranger);
  await requireAttempt(context.database, bySource, now, stranger);
  await requireAttempt(context.database, byAccount, now, stranger);
  await requireAttempt(context.database, fromAnywhere, now, stranger);
  const account = await findAccount(context.database, input.email);
  const matches = await context.passwords.verify(account?.passwordHash ?? null, input.password);
  const outcome = await inTransaction(context.database, async (tx): Promise<LogInOutcome | null> => {
    // The same work, whether or not there is an account: the time of the answer tells neither.
    if (!matches || account === null || !(await isStillThePassword(tx, account))) {
      await appendAudit(tx, stranger, now, [
        {
          projectId: null,
          action: "account.log-in-failed",
          subject: account === null ? "account:none" : `account:${account.id}`,
        },
      ]);
      return null;
    }
    await forgetAttempts(tx, [byAccount]);
    await returnAttempt(tx, bySource);
    await returnAttempt(tx, fromAnywhere);
    return enter(tx, caller, account, now, "password");
  });
  if (outcome === null) throw wrongCredentials();
  return outcome;
}

/** The password may have been changed while the old one was being checked; then the old one opens nothing any more. */
async function isStillThePassword(tx: Parameters<typeof lockAccount>[0], account: Account): Promise<boolean> {
  return (await lockAccount(tx, account.id))?.passwordHash === account.passwordHash;
}

function wrongCredentials(): Problem {
  return new Problem(
    "wrong-credentials",
    "The e-mail address or the password is wrong. If you have just signed up, open the link in our mail first.",
  );
}
