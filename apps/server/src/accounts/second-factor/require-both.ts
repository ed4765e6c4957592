import type { SignedIn } from "../../http/signed-in.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { type Attempt, requireAttempt } from "../limit-attempts.ts";
import { requirePassword } from "../require-password.ts";
import { checkCode, factorInUse, type GoodCode } from "./check-code.ts";

/**
 * Password and code of whoever is logged in, so that neither a stolen session nor a stolen password is enough. The code is used up by the
 * caller, in the transaction of what it is for.
 *
 * @throws {Problem} wrong-password, wrong-code, too-many-attempts, not-found where no app is set up
 */
export async function requireBoth(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string; readonly code: string },
): Promise<{ good: GoodCode; attempt: Attempt }> {
  const now = context.clock();
  await requirePassword(context, caller, signedIn, input.password);
  const attempt: Attempt = { kind: "second-factor", of: [signedIn.id] };
  await requireAttempt(context.database, attempt, now, auditOrigin(caller, signedIn.email, signedIn.id));
  const factor = await factorInUse(context.database, signedIn.id);
  if (factor === null) throw new Problem("not-found", "No authenticator app is set up.");
  return { good: await checkCode(context, factor, input.code, now), attempt };
}
