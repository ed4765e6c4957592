import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { forgetAttempts } from "../limit-attempts.ts";
import { recoveryCodesRenewedMail } from "../mails.ts";
import { lockAccount } from "../store.ts";
import { wrongCode } from "./check-code.ts";
import { hashRecoveryCode, makeRecoveryCodes } from "./recovery-codes.ts";
import { requireBoth } from "./require-both.ts";
import { replaceRecoveryCodes } from "./store.ts";

/**
 * Makes new recovery codes in place of the old ones, which are void. Password and code are asked for: the codes open the account without the
 * app.
 *
 * @returns the codes, which are shown this once
 * @throws {Problem} wrong-password, wrong-code, too-many-attempts, not-found
 */
export async function renewRecoveryCodes(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string; readonly code: string },
): Promise<string[]> {
  const now = context.clock();
  const { good, attempt } = await requireBoth(context, caller, signedIn, input);
  const codes = makeRecoveryCodes();
  const hashes = codes.map(hashRecoveryCode).filter((hash) => hash !== null);
  await inTransaction(context.database, async (tx) => {
    await lockAccount(tx, signedIn.id);
    if (!(await good.use(tx))) throw wrongCode();
    await forgetAttempts(tx, [attempt]);
    await replaceRecoveryCodes(tx, signedIn.id, hashes);
    await queueMail(tx, now, recoveryCodesRenewedMail(context.mail(), signedIn.email));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      { projectId: null, action: "account.recovery-codes-renewed", subject: `account:${signedIn.id}` },
    ]);
  });
  return codes;
}
