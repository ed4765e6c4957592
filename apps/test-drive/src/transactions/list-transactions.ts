import type { AccountRow } from "../accounts/store.ts";
import type { Context } from "../context.ts";
import { type Query, readBoolean, readDateRange, readPage, readSort } from "../http/read-query.ts";
import { unixSeconds } from "../http/unix-seconds.ts";
import { describeTransaction } from "./describe-transaction.ts";
import { selectTransactions } from "./rules.ts";
import { transactionsOf } from "./store.ts";

export type ListQuery = ReturnType<typeof readListQuery>;

/** What both lists of transactions take (@throws {ApiError} for a parameter that is missing or wrong). */
export function readListQuery(query: Query) {
  return {
    ...readPage(query),
    ...readDateRange(query),
    sort: readSort(query),
    includePending: readBoolean(query, "includePending"),
  };
}

/** One page of the accounts' transactions; `start` counts records. Flags and dates of the answer are text, as published. */
export function listTransactions(
  context: Context,
  customerId: number,
  accounts: readonly AccountRow[],
  query: ListQuery,
) {
  const now = context.clock();
  const moment = unixSeconds(now);
  const found = selectTransactions(transactionsOf(context, accounts, now), query, moment);
  const first = query.start - 1;
  const shown = found.slice(first, first + query.limit);
  return {
    found: found.length,
    displaying: shown.length,
    moreAvailable: String(first + shown.length < found.length),
    fromDate: String(query.fromDate),
    toDate: String(query.toDate),
    sort: query.sort,
    transactions: shown.map((transaction) => describeTransaction(transaction, customerId, moment)),
  };
}
