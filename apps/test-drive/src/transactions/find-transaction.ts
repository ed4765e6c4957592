import { listAccounts } from "../accounts/store.ts";
import type { Context } from "../context.ts";
import type { CustomerRow } from "../customers/store.ts";
import { transactionNotFound } from "../http/api-error.ts";
import { unixSeconds } from "../http/unix-seconds.ts";
import { describeTransaction } from "./describe-transaction.ts";
import { accountOfTransaction, hasHappened } from "./rules.ts";
import { transactionsOf } from "./store.ts";

/** One transaction of a customer by its number, which tells the account (@throws {ApiError} 24553). */
export async function findTransaction(context: Context, customer: CustomerRow, id: number | null) {
  if (id === null) throw transactionNotFound();
  const accountId = accountOfTransaction(id);
  const { environmentId } = customer;
  const accounts = await listAccounts(context.database, environmentId, customer.id, { accountId });
  const now = context.clock();
  const moment = unixSeconds(now);
  for (const transaction of transactionsOf(context, accounts, now)) {
    if (transaction.id === id && hasHappened(transaction, moment)) {
      return describeTransaction(transaction, customer.id, moment);
    }
  }
  throw transactionNotFound();
}
