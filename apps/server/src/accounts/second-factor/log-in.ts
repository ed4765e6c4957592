import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { forgetAttempts, requireAttempt } from "../limit-attempts.ts";
import { recoveryCodeUsedMail } from "../mails.ts";
import { endSession, startSession } from "../sessions.ts";
import { lockAccount, readAccount, readLink, takeLink } from "../store.ts";
import { hashToken } from "../tokens.ts";
import { checkCode, factorInUse, wrongCode } from "./check-code.ts";
import { countRecoveryCodes } from "./store.ts";

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
  const good = await checkCode(context, factor, input.code, now).catch(async (error: unknown) => {
    if (error instanceof Problem) await writeDownRefusal();
    throw error;
  });
  const session = await inTransaction(database, async (tx) => {
    await lockAccount(tx, account.id);
    if (!(await good.use(tx))) return null;
    if (!(await takeLink(tx, "second-factor", ticket, now))) throw logInExpired();
    if (caller.sessionToken !== null) await endSession(tx, caller.sessionToken);
    await forgetAttempts(tx, [attempt]);
    const token = await startSession(tx, account.id, caller, now);
    const subject = `account:${account.id}`;
    if (good.kind === "recovery") {
      const left = await countRecoveryCodes(tx, account.id);
      await queueMail(tx, now, recoveryCodeUsedMail(context.mail(), account.email, left));
      await appendAudit(tx, origin, now, [
        { projectId: null, action: "account.recovery-code-used", subject, after: { left } },
      ]);
    }
    await appendAudit(tx, origin, now, [{ projectId: null, action: "account.logged-in", subject }]);
    return token;
  });
  if (session === null) {
    await writeDownRefusal();
    throw wrongCode();
  }
  return { accountId: account.id, session };

  async function writeDownRefusal(): Promise<void> {
    await inTransaction(database, (tx) =>
      appendAudit(tx, origin, now, [
        { projectId: null, action: "account.code-refused", subject: `account:${account?.id}` },
      ]),
    );
  }
}

function logInExpired(): Problem {
  return new Problem("log-in-expired", "That took too long. Log in with your password again.");
}
