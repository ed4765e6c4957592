import type { Database, Transaction } from "../database/database.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import type { Caller } from "./context.ts";
import { countPasskeys } from "./passkeys/store.ts";
import { SHOWN_FOR_MS } from "./rules.ts";
import { hasSecondFactor } from "./second-factor/check-code.ts";
import { readShown } from "./sessions.ts";
import { lockAccount } from "./store.ts";

/**
 * Holds the account, and lets nobody by whose session has shown no second factor lately, if the account has one: a password alone neither
 * takes it away nor puts another beside it. What the session has shown is read under the lock, so that neither one that is ended nor a factor
 * that is added at that moment is missed.
 *
 * @param grace milliseconds more, where something was begun in time and is ended now
 * @throws {Problem} second-factor-not-shown, not-logged-in
 */
export async function requireShown(
  tx: Transaction,
  caller: Pick<Caller, "sessionToken">,
  signedIn: Pick<SignedIn, "id">,
  now: Date,
  grace = 0,
): Promise<void> {
  await lockAccount(tx, signedIn.id);
  const session = await readShown(tx, { token: caller.sessionToken, accountId: signedIn.id });
  if (session === null) throw new Problem("not-logged-in", "Log in to go on.");
  if (!(await hasAny(tx, signedIn.id))) return;
  const { shownAt } = session;
  if (shownAt !== null && now.getTime() - shownAt.getTime() <= SHOWN_FOR_MS + grace) return;
  throw new Problem(
    "second-factor-not-shown",
    "This changes how your account is opened: show your passkey, a code of your app or a recovery code first.",
  );
}

/**
 * The same where somebody else's account is at stake: whoever has no second factor of their own, of which nothing can be shown, is refused too.
 *
 * @throws {Problem} second-factor-required, second-factor-not-shown, not-logged-in
 */
export async function requireOwnShown(
  tx: Transaction,
  caller: Pick<Caller, "sessionToken">,
  signedIn: Pick<SignedIn, "id">,
  now: Date,
): Promise<void> {
  await requireShown(tx, caller, signedIn, now);
  if (await hasAny(tx, signedIn.id)) return;
  throw new Problem(
    "second-factor-required",
    "This needs a second factor of your own: add an authenticator app or a passkey on the page of your account first. Whoever runs the server can do it at its command line: gatehouse second-factor reset.",
  );
}

/** A passkey, or an app that is in use. */
export async function hasAny(tx: Pick<Database, "select">, accountId: string): Promise<boolean> {
  return (await hasSecondFactor(tx, accountId)) || (await countPasskeys(tx, accountId)) > 0;
}
