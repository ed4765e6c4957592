import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho, Who } from "../http/signed-in.ts";

/** A member of the project, or an operator for the provider's own. */
export type Changer = Who | OperatorWho;

/** One transaction of whoever changes webhooks; of an operator it holds the right. */
export function asChanger<T>(
  database: Database,
  who: Changer,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return "action" in who ? asOperator(database, who, work) : inTransaction(database, work);
}
