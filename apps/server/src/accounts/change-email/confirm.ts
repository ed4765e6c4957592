import { appendAudit } from "../../audit/append.ts";
import { inTransaction, violatedConstraint } from "../../database/transaction.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { emailChangedMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { linkNotValid } from "../link-not-valid.ts";
import { readerOf } from "../reader-of.ts";
import { deleteLinksOf, lockAccount } from "../store.ts";
import { hashToken } from "../tokens.ts";
import { confirmEnd, deleteEmailChange, findEmailChange, setEmail } from "./store.ts";

/**
 * One of the two mailboxes says yes. With the second yes the address changes, links that were mailed to the old one are void, and both are told.
 *
 * @returns which mailbox has still to say so; null: the address is changed
 * @throws {Problem} link-not-valid, too-many-attempts
 */
export async function confirmEmailChange(
  context: AccountsContext,
  caller: Caller,
  token: string,
): Promise<"old" | "new" | null> {
  const now = context.clock();
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(context.database, { kind: "link-source", of: [caller.source] }, now, nobody);
  const tokenHash = hashToken(token);
  const seen = tokenHash === null ? null : await findEmailChange(context.database, tokenHash, now);
  if (tokenHash === null || seen === null) throw linkNotValid();
  return inTransaction(context.database, async (tx) => {
    // The account before its change, everywhere: both links at once queue here, and the second sees what the first has said.
    const account = await lockAccount(tx, seen.accountId);
    const change = await findEmailChange(tx, tokenHash, now);
    if (account === null || account.removedAt !== null || change === null) throw linkNotValid();
    const end = change.oldTokenHash.equals(tokenHash) ? "old" : "new";
    const other = end === "old" ? change.newConfirmedAt : change.oldConfirmedAt;
    const origin = auditOrigin(caller, account.email, account.id);
    const subject = `account:${account.id}`;
    await confirmEnd(tx, account.id, end, now);
    await appendAudit(tx, origin, now, [
      { projectId: null, action: "account.email-change-confirmed", subject, after: { end } },
    ]);
    if (other === null) return end === "old" ? "new" : "old";
    await setEmail(tx, account.id, change.newEmail);
    await deleteEmailChange(tx, account.id);
    await deleteLinksOf(tx, account.id);
    const { language } = await readerOf(tx, context, account);
    for (const email of [account.email, change.newEmail])
      await queueMail(tx, now, emailChangedMail(context.mail(), { email, language }, change.newEmail));
    await appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.email-changed",
        subject,
        before: { email: account.email },
        after: { email: change.newEmail },
      },
    ]);
    return null;
  }).catch((error: unknown) => {
    // Somebody has made an account with the address in the meantime.
    if (violatedConstraint(error) === "accounts_email") throw linkNotValid();
    throw error;
  });
}
