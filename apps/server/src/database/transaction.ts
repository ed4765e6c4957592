import type { Database, Transaction } from "./database.ts";

/** SQLSTATE of a deadlock and of a serialization failure: the transaction did nothing and may be run again. */
const RETRYABLE = new Set(["40P01", "40001"]);
const ATTEMPTS = 3;

/**
 * Runs `work` in one transaction, READ COMMITTED: invariants rest on constraints and row locks. After a deadlock it runs again, so
 * `work` must have no effect outside the transaction. Slow work (key generation, Argon2id, mail) comes before or after, never inside.
 */
export async function inTransaction<T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRYABLE.has(sqlState(error) ?? "")) throw error;
    }
  }
}

/** The SQLSTATE of a database error, through the wrapper that the query builder puts around it. */
export function sqlState(error: unknown): string | null {
  return databaseErrorField(error, "code");
}

/** The name of the constraint that refused a row. */
export function violatedConstraint(error: unknown): string | null {
  return databaseErrorField(error, "constraint");
}

function databaseErrorField(error: unknown, field: "code" | "constraint"): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const value = (at as { code?: unknown; constraint?: unknown })[field];
    if (typeof value === "string") return value;
  }
  return null;
}
