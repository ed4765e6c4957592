import type { Context } from "../context.ts";
import { sqlState, violatedConstraint } from "../database/sql-state.ts";
import { ApiError } from "../http/api-error.ts";
import { randomId } from "../random/random-id.ts";
import { MOST_CUSTOMERS, type NewCustomer } from "./rules.ts";
import { type CustomerRow, countCustomers, insertCustomer, lockEnvironment } from "./store.ts";

/**
 * Adds a testing customer.
 *
 * @throws {ApiError} 110002 when the username is taken in the environment; 14020 when the environment is full
 */
export async function addCustomer(
  context: Context,
  environmentId: string,
  customer: NewCustomer,
): Promise<CustomerRow> {
  const now = context.clock();
  // A random id can meet one that is there, once in a hundred thousand in a full environment: another is thrown.
  for (let attempt = 1; ; attempt += 1) {
    const row = { environmentId, id: randomId(), ...customer, createdAt: now, modifiedAt: now };
    try {
      await context.database.transaction(async (tx) => {
        await lockEnvironment(tx, environmentId);
        if ((await countCustomers(tx, environmentId)) >= MOST_CUSTOMERS) throw environmentIsFull();
        await insertCustomer(tx, row);
      });
      return row;
    } catch (error) {
      if (sqlState(error) !== "23505") throw error;
      if (violatedConstraint(error) === "customers_username") {
        throw new ApiError(409, 110002, "Username is not available.");
      }
      if (attempt === 5) throw error;
    }
  }
}

function environmentIsFull(): ApiError {
  return new ApiError(
    400,
    14020,
    `Bad request. (Test Drive holds at most ${MOST_CUSTOMERS} customers an environment: delete some first)`,
  );
}
