import { randomBytes } from "node:crypto";
import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { requireOwner } from "../require-owner.ts";
import { requireShown } from "../require-shown.ts";
import { secondFactorContext } from "./holder.ts";
import { insertSecondFactor } from "./store.ts";
import { base32, enrolmentUri, SECRET_BYTES } from "./totp.ts";

/**
 * Makes a secret for an authenticator app. It is asked for at log-in only once a first code has come back; until then beginning again makes
 * another one. The password is asked for, so that a browser left open can't be used to lock its owner out, and a passkey where there is one.
 *
 * @returns the secret in base32, and as a link for apps
 * @throws {Problem} second-factor-not-shown, wrong-password, too-many-attempts, second-factor-in-use
 */
export async function beginSecondFactor(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string },
): Promise<{ secret: string; uri: string }> {
  const now = context.clock();
  await requireOwner(context, caller, signedIn, input.password);
  const secret = randomBytes(SECRET_BYTES);
  try {
    const wrapped = await context.custody.wrap(secret, secondFactorContext(signedIn.id));
    await inTransaction(context.database, async (tx) => {
      await requireShown(tx, caller, signedIn, now);
      if (!(await insertSecondFactor(tx, signedIn.id, wrapped, now))) throw secondFactorInUse();
      await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
        { projectId: null, action: "account.second-factor-begun", subject: `account:${signedIn.id}` },
      ]);
    });
    const { provider } = context.mail();
    return { secret: base32(secret), uri: enrolmentUri(secret, provider, signedIn.email) };
  } finally {
    secret.fill(0);
  }
}

export function secondFactorInUse(): Problem {
  return new Problem("second-factor-in-use", "An authenticator app is set up already. Remove it first.");
}
