import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { emailChangeCancelledMail } from "../people-mails/mails.ts";
import { readerOf } from "../reader-of.ts";
import { lockAccount } from "../store.ts";
import { deleteEmailChange, readEmailChange } from "./store.ts";

/**
 * Drops the change of address that waits, so that neither of its links does anything any more. It asks for nothing but the session: what comes
 * of it is the account as it is.
 *
 * @throws {Problem} not-found where none waits
 */
export async function cancelEmailChange(
  context: Pick<AccountsContext, "database" | "clock" | "mail" | "languagesOf">,
  caller: Caller,
  signedIn: SignedIn,
): Promise<void> {
  const now = context.clock();
  await inTransaction(context.database, async (tx) => {
    // The account before its change, as where a link is opened: of the two one comes first.
    const account = await lockAccount(tx, signedIn.id);
    const change = await readEmailChange(tx, signedIn.id, now);
    if (account === null || change === null)
      throw new Problem("not-found", "No change of your address waits.");
    await deleteEmailChange(tx, account.id);
    const reader = await readerOf(tx, context, account);
    await queueMail(tx, now, emailChangeCancelledMail(context.mail(), reader, change.newEmail));
    await appendAudit(tx, auditOrigin(caller, account.email, account.id), now, [
      {
        projectId: null,
        action: "account.email-change-cancelled",
        subject: `account:${account.id}`,
        after: { email: change.newEmail },
      },
    ]);
  });
}
