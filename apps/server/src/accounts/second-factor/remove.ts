import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { secondFactorRemovedMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { readerOf } from "../reader-of.ts";
import { requireOwner } from "../require-owner.ts";
import { requireShown } from "../require-shown.ts";
import { hasSecondFactor, noAppYet } from "./check-code.ts";
import { deleteSecondFactor } from "./store.ts";

/**
 * Takes the app off the account, which does with the password alone again unless it has a passkey.
 *
 * @throws {Problem} second-factor-not-shown, wrong-password, too-many-attempts, not-found
 */
export async function removeSecondFactor(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string },
): Promise<void> {
  const now = context.clock();
  await requireOwner(context, caller, signedIn, input.password);
  await inTransaction(context.database, async (tx) => {
    await requireShown(tx, caller, signedIn, now);
    if (!(await hasSecondFactor(tx, signedIn.id))) throw noAppYet();
    await deleteSecondFactor(tx, signedIn.id);
    await queueMail(tx, now, secondFactorRemovedMail(context.mail(), await readerOf(tx, context, signedIn)));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      { projectId: null, action: "account.second-factor-removed", subject: `account:${signedIn.id}` },
    ]);
  });
}
