import { appendAudit } from "../../audit/append.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { type Attempt, forgetAttempts, requireAttempt } from "../limit-attempts.ts";
import { setShown } from "../sessions.ts";
import { lockAccount } from "../store.ts";
import { factorInUse, noAppYet } from "./check-code.ts";
import { takeCode } from "./take-code.ts";

/**
 * Shows a code of the app, or a recovery code, in the session that asks: for a while it may change the ways into the account.
 *
 * @throws {Problem} wrong-code, too-many-attempts, not-found where no app is set up, not-logged-in
 */
export async function showSecondFactor(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly code: string },
): Promise<void> {
  const now = context.clock();
  const origin = auditOrigin(caller, signedIn.email, signedIn.id);
  const attempt: Attempt = { kind: "second-factor", of: [signedIn.id] };
  await requireAttempt(context.database, attempt, now, origin);
  const factor = await factorInUse(context.database, signedIn.id);
  if (factor === null) throw noAppYet();
  const owner = { factor, email: signedIn.email, origin };
  await takeCode(context, owner, input.code, now, async (tx, by, use) => {
    await lockAccount(tx, signedIn.id);
    if (!(await use())) return null;
    if (!(await setShown(tx, { token: caller.sessionToken, accountId: signedIn.id }, by, now))) {
      throw new Problem("not-logged-in", "Log in to go on.");
    }
    await forgetAttempts(tx, [attempt]);
    await appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.second-factor-shown",
        subject: `account:${signedIn.id}`,
        after: { by },
      },
    ]);
    return by;
  });
}
