import type { SignedIn } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { type Attempt, requireAttempt, returnAttempt } from "./limit-attempts.ts";
import { type Account, readAccount } from "./store.ts";

/**
 * The password of whoever is logged in, once more, before what protects the account is changed.
 *
 * @returns the account as it was when the password fitted
 * @throws {Problem} wrong-password, too-many-attempts, unavailable
 */
export async function requirePassword(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  password: string,
): Promise<Account> {
  const attempt: Attempt = { kind: "password-again", of: [signedIn.id] };
  const origin = auditOrigin(caller, signedIn.email, signedIn.id);
  await requireAttempt(context.database, attempt, context.clock(), origin);
  const account = await readAccount(context.database, signedIn.id);
  const matches = await context.passwords.verify(account?.passwordHash ?? null, password);
  if (account === null || !matches) {
    const detail = "This is not your password.";
    throw new Problem("wrong-password", detail, { fields: [{ pointer: "/password", detail }] });
  }
  await returnAttempt(context.database, attempt);
  return account;
}
