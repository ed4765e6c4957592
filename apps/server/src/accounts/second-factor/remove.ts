import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { secondFactorRemovedMail } from "../mails.ts";
import { requirePassword } from "../require-password.ts";
import { lockAccount } from "../store.ts";
import { checkCode, factorInUse, wrongCode } from "./check-code.ts";
import { deleteSecondFactor } from "./store.ts";

/**
 * Lets the account do with the password alone again. Both are asked for, so that neither a stolen session nor a stolen password is enough.
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
  const origin = auditOrigin(caller, signedIn.email, signedIn.id);
  await requirePassword(context, caller, signedIn, input.password);
  await requireAttempt(context.database, { kind: "second-factor", of: [signedIn.id] }, now, origin);
  const factor = await factorInUse(context.database, signedIn.id);
  if (factor === null) throw new Problem("not-found", "No authenticator app is set up.");
  const good = await checkCode(context, factor, input.code, now);
  await inTransaction(context.database, async (tx) => {
    await lockAccount(tx, signedIn.id);
    if (!(await good.use(tx))) throw wrongCode();
    await deleteSecondFactor(tx, signedIn.id);
    await queueMail(tx, now, secondFactorRemovedMail(context.mail(), signedIn.email));
    await appendAudit(tx, origin, now, [
      { projectId: null, action: "account.second-factor-removed", subject: `account:${signedIn.id}` },
    ]);
  });
}
