import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { secondFactorRemovedMail } from "../mails.ts";
import { lockAccount } from "../store.ts";
import { wrongCode } from "./check-code.ts";
import { requireBoth } from "./require-both.ts";
import { deleteSecondFactor } from "./store.ts";

/**
 * Lets the account do with the password alone again.
 *
 * @throws {Problem} wrong-password, wrong-code, too-many-attempts, not-found
 */
export async function removeSecondFactor(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string; readonly code: string },
): Promise<void> {
  const now = context.clock();
  const { good } = await requireBoth(context, caller, signedIn, input);
  await inTransaction(context.database, async (tx) => {
    await lockAccount(tx, signedIn.id);
    if (!(await good.use(tx))) throw wrongCode();
    await deleteSecondFactor(tx, signedIn.id);
    await queueMail(tx, now, secondFactorRemovedMail(context.mail(), signedIn.email));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      { projectId: null, action: "account.second-factor-removed", subject: `account:${signedIn.id}` },
    ]);
  });
}
