import { appendAudit } from "../audit/append.ts";
import { readCompany } from "../companies/store.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { Problem } from "../problems/problem.ts";
import { passwordChangedMail } from "./account-mails/mails.ts";
import { auditOrigin } from "./audit-origin.ts";
import { voidEmailChange } from "./change-email/void.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { readerOf } from "./reader-of.ts";
import { requireGoodPassword } from "./require-good-password.ts";
import { requireOwner } from "./require-owner.ts";
import { requireShown } from "./require-shown.ts";
import { endOtherSessions } from "./sessions.ts";
import { deleteLinksOf, lockAccount, setPasswordHash } from "./store.ts";

/**
 * Takes a new password in place of the old one, which is asked for, and the second factor that there may be. All other sessions end, and the account's links are void and a
 * change of address that waits; this session goes on.
 *
 * @throws {Problem} second-factor-not-shown, wrong-password, password-too-weak, too-many-attempts, unavailable
 */
export async function changePassword(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string; readonly newPassword: string },
): Promise<void> {
  const now = context.clock();
  const { database } = context;
  const proven = await requireOwner(context, caller, signedIn, input.password);
  const company = proven.companyId === null ? null : await readCompany(database, proven.companyId);
  const owner = { email: proven.email, name: proven.name, company: company?.name ?? null };
  requireGoodPassword(input.newPassword, owner, "/newPassword");
  const passwordHash = await context.passwords.hash(input.newPassword);
  await inTransaction(database, async (tx) => {
    const account = await lockAccount(tx, signedIn.id);
    // Changed meanwhile, by a link or in another window: what was proven is not the password any more.
    if (account?.passwordHash !== proven.passwordHash) {
      throw new Problem("wrong-password", "Your password was changed meanwhile.");
    }
    await requireShown(tx, caller, signedIn, now);
    await setPasswordHash(tx, signedIn.id, passwordHash);
    await deleteLinksOf(tx, signedIn.id);
    const cancelled = await voidEmailChange(tx, signedIn.id, now);
    const sessionsEnded = await endOtherSessions(tx, signedIn.id, caller.sessionToken);
    await queueMail(tx, now, passwordChangedMail(context.mail(), await readerOf(tx, context, account)));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      {
        projectId: null,
        action: "account.password-changed",
        subject: `account:${signedIn.id}`,
        after: { sessionsEnded },
      },
      ...cancelled,
    ]);
  });
}
