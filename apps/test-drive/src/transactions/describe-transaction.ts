import { isPosted, type Transaction } from "./rules.ts";

/**
 * A transaction as the API shows it.
 *
 * @param now Unix seconds
 */
export function describeTransaction(transaction: Transaction, customerId: number, now: number) {
  const { id, accountId, amount, at, postedAt, description, payee, type, category } = transaction;
  const posted = isPosted(transaction, now);
  return {
    id,
    uniqueTransactionId: `${accountId}-${id}`,
    amount: amount / 100,
    accountId,
    customerId,
    status: posted ? "active" : "pending",
    description,
    memo: "",
    type,
    transactionDate: at,
    ...(posted ? { postedDate: postedAt } : {}),
    createdDate: at,
    categorization: {
      normalizedPayeeName: payee,
      category,
      bestRepresentation: description,
      country: "USA",
    },
  };
}
