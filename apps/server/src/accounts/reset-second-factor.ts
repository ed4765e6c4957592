import { z } from "zod";
import { inTransaction } from "../database/transaction.ts";
import { holdRight } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { readerOf } from "./reader-of.ts";
import { requireOwnShown } from "./require-shown.ts";
import { lockAccount, lockAdministrators } from "./store.ts";
import { takeOffSecondFactor } from "./take-off-second-factor.ts";

/** How it was made sure who asks, for the trail. */
export const resetReasonField = z
  .string("Say how you have made sure who asks.")
  .max(2_000, "This has at most 500 letters.")
  .trim()
  .normalize("NFC")
  .min(10, "Say in at least 10 letters how you have made sure who asks: the audit log keeps it.")
  .max(500, "This has at most 500 letters.")
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "Write it in one line.");

/**
 * Takes the second factor off the account of somebody who has lost it, once an administrator has made sure who asks. Not off one's own, for
 * which there is the command line; and they show their own first, so that an administrator's password alone opens no account.
 *
 * @throws {Problem} not-found, own-request, second-factor-required for whoever has none, second-factor-not-shown, wrong-state
 */
export async function resetSecondFactor(
  context: Pick<AccountsContext, "database" | "mail" | "languagesOf">,
  caller: Caller,
  who: OperatorWho,
  what: { readonly accountId: string; readonly reason: string },
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    // All of them and first, as where operators are removed: so two who reset each other come one after the other.
    await lockAdministrators(tx);
    await holdRight(tx, who);
    await requireOwnShown(tx, caller, who.signedIn, who.now);
    if (what.accountId === who.signedIn.id) {
      throw new Problem(
        "own-request",
        "Nobody resets their own: another administrator does, or whoever runs the server at its command line.",
      );
    }
    const account = await lockAccount(tx, what.accountId);
    if (account === null || account.removedAt !== null)
      throw new Problem("not-found", "There is no such account.");
    const reader = await readerOf(tx, context, account);
    const told = { origin: who.origin, reason: what.reason, mail: context.mail(), reader };
    await takeOffSecondFactor(tx, account, told, who.now);
  });
}
