import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { OperatorRole } from "../permissions.ts";
import { owesSecondFactor, secondFactorOwed } from "./operator-second-factor.ts";
import { type OperatorWho, requireOperatorRole } from "./signed-in.ts";

/**
 * Runs `work` in one transaction as `inTransaction` does, in which the operator still may what they were let in for: their account is held
 * from the first statement on, so that whoever is removed or lowered meanwhile either comes after it or keeps it from happening. It is the
 * first lock of every transaction of an operator.
 *
 * @throws {Problem} not-found, not-allowed once the right is gone, second-factor-required where one is asked by now, and what `work` throws
 */
export async function asOperator<T>(
  database: Database,
  who: OperatorWho,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(database, async (tx) => {
    await holdRight(tx, who);
    return work(tx);
  });
}

/** For transactions that members begin as well: in those of an operator it comes first. */
export async function holdRight(
  tx: Transaction,
  { signedIn, action }: Pick<OperatorWho, "signedIn" | "action">,
): Promise<void> {
  // The table is of a room above; log-in reads it the same way for each request.
  const { rows } = await tx.execute<{ role: OperatorRole | null }>(
    sql`select operator_role as role from accounts where id = ${signedIn.id} for share`,
  );
  requireOperatorRole(rows[0]?.role ?? null, action);
  if (await owesSecondFactor(tx, signedIn)) throw secondFactorOwed();
}
