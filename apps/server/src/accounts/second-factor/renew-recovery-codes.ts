import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { recoveryCodesRenewedMail } from "../people-mails/mails.ts";
import { readerOf } from "../reader-of.ts";
import { requireOwner } from "../require-owner.ts";
import { requireShown } from "../require-shown.ts";
import { hasSecondFactor, noAppYet } from "./check-code.ts";
import { hashRecoveryCode, makeRecoveryCodes } from "./recovery-codes.ts";
import { replaceRecoveryCodes } from "./store.ts";

/**
 * Makes new recovery codes in place of the old ones, which are void. They open the account without the app, so more than the password is asked for.
 *
 * @returns the codes, which are shown this once
 * @throws {Problem} second-factor-not-shown, wrong-password, too-many-attempts, not-found
 */
export async function renewRecoveryCodes(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string },
): Promise<string[]> {
  const now = context.clock();
  await requireOwner(context, caller, signedIn, input.password);
  const codes = makeRecoveryCodes();
  const hashes = codes.map(hashRecoveryCode).filter((hash) => hash !== null);
  await inTransaction(context.database, async (tx) => {
    await requireShown(tx, caller, signedIn, now);
    if (!(await hasSecondFactor(tx, signedIn.id))) throw noAppYet();
    await replaceRecoveryCodes(tx, signedIn.id, hashes);
    const reader = await readerOf(tx, context, signedIn);
    await queueMail(tx, now, recoveryCodesRenewedMail(context.mail(), reader));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      { projectId: null, action: "account.recovery-codes-renewed", subject: `account:${signedIn.id}` },
    ]);
  });
  return codes;
}
