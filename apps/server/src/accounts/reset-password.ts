import { appendAudit } from "../audit/append.ts";
import { readCompany } from "../companies/store.ts";
import { inTransaction } from "../database/transaction.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { passwordResetMail } from "./account-mails/mails.ts";
import { auditOrigin } from "./audit-origin.ts";
import { voidEmailChange } from "./change-email/void.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { forgetAttempts, requireAttempt } from "./limit-attempts.ts";
import { linkNotValid } from "./link-not-valid.ts";
import { readerOf } from "./reader-of.ts";
import { requireGoodPassword } from "./require-good-password.ts";
import { endSessionsOf } from "./sessions.ts";
import { deleteLinksOf, lockAccount, readAccount, readLink, setPasswordHash, takeLink } from "./store.ts";
import { hashToken } from "./tokens.ts";

export interface ResetPasswordInput {
  readonly token: string;
  readonly password: string;
}

/**
 * Sets a new password by the link of a mail. All sessions of the account end, and all its other links are void and a change of address that waits; nobody is logged in by
 * it, so that what else a log-in asks for is asked for. A password that is refused leaves the link as it was.
 *
 * @throws {Problem} link-not-valid, password-too-weak, too-many-attempts
 */
export async function resetPassword(
  context: AccountsContext,
  caller: Caller,
  input: ResetPasswordInput,
): Promise<void> {
  const now = context.clock();
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(context.database, { kind: "link-source", of: [caller.source] }, now, nobody);
  const tokenHash = hashToken(input.token);
  if (tokenHash === null) throw linkNotValid();
  const link = await readLink(context.database, "reset-password", tokenHash, now);
  if (link === null || link.accountId === null) throw linkNotValid();
  const { accountId } = link;
  const owner = await readAccount(context.database, accountId);
  if (owner === null) throw linkNotValid();
  const company = owner.companyId === null ? null : await readCompany(context.database, owner.companyId);
  requireGoodPassword(input.password, {
    email: owner.email,
    name: owner.name,
    company: company?.name ?? null,
  });
  const passwordHash = await context.passwords.hash(input.password);
  await inTransaction(context.database, async (tx) => {
    // The account before its links, everywhere: two links used at once queue here and don't block each other.
    const account = await lockAccount(tx, accountId);
    // An operator who was removed while the link was being made has no account that it could open.
    if (account === null || account.removedAt !== null) throw linkNotValid();
    if (!(await takeLink(tx, "reset-password", tokenHash, now))) throw linkNotValid();
    await setPasswordHash(tx, accountId, passwordHash);
    await deleteLinksOf(tx, accountId);
    const cancelled = await voidEmailChange(tx, accountId, now);
    const sessionsEnded = await endSessionsOf(tx, accountId);
    await forgetAttempts(tx, [
      { kind: "log-in", of: [account.email, caller.source] },
      { kind: "log-in-account", of: [account.email] },
    ]);
    await queueMail(tx, now, passwordResetMail(context.mail(), await readerOf(tx, context, account)));
    await appendAudit(tx, auditOrigin(caller, account.email, accountId), now, [
      {
        projectId: null,
        action: "account.password-changed",
        subject: `account:${accountId}`,
        after: { sessionsEnded },
      },
      ...cancelled,
    ]);
  });
}
