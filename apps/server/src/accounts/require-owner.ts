import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { requirePassword } from "./require-password.ts";
import { requireShown } from "./require-shown.ts";
import type { Account } from "./store.ts";

/**
 * What is asked of whoever is logged in before the ways into the account are changed: a second factor that was shown lately, where the account
 * has one, and the password, so that neither a password nor a browser left open is enough. The transaction of the change asks for the first
 * again.
 *
 * @returns the account as it was when the password fitted
 * @throws {Problem} second-factor-not-shown, wrong-password, too-many-attempts, not-logged-in, unavailable
 */
export async function requireOwner(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  password: string,
): Promise<Account> {
  // First: who can't go on anyway doesn't learn whether a password is right.
  await inTransaction(context.database, (tx) => requireShown(tx, caller, signedIn, context.clock()));
  return requirePassword(context, caller, signedIn, password);
}
