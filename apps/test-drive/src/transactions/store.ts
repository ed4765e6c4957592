import { movementsOf } from "../accounts/describe-account.ts";
import type { AccountRow } from "../accounts/store.ts";
import type { Context } from "../context.ts";
import { type Transaction, transactionId } from "./rules.ts";

/** The transactions of accounts up to the end of today. No table holds them: they are made when asked for. */
export function* transactionsOf(
  context: Pick<Context, "histories">,
  accounts: readonly AccountRow[],
  now: Date,
): Generator<Transaction> {
  for (const account of accounts) {
    for (const movement of movementsOf(context, account, now)) {
      yield { ...movement, id: transactionId(account.id, movement), accountId: account.id };
    }
  }
}
