import type { Context } from "../context.ts";
import type { CustomerRow } from "../customers/store.ts";
import { sqlState } from "../database/sql-state.ts";
import { customerNotFound } from "../http/api-error.ts";
import { randomId } from "../random/random-id.ts";
import type { Profile } from "./profiles.ts";
import {
  type AccountRow,
  findLogin,
  insertAccounts,
  insertLogin,
  listAccounts,
  markAggregated,
} from "./store.ts";

/** A random number that is taken is thrown again; this many times in a row doesn't happen. */
const MOST_ATTEMPTS = 5;

/**
 * Adds all accounts of a profile to a customer. Done twice, or at the same moment, it gives the same log-in and accounts; an account
 * deleted before comes back with a new number.
 *
 * @throws {ApiError} 14001 when the customer is deleted meanwhile
 */
export async function addAllAccounts(
  context: Context,
  customer: CustomerRow,
  institutionId: number,
  profile: Profile,
): Promise<readonly AccountRow[]> {
  const { environmentId, id: customerId } = customer;
  const now = context.clock();
  const wanted = { environmentId, customerId, institutionId, profile: profile.logIn };
  try {
    return await context.database.transaction(async (tx) => {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        const login = await findLogin(tx, wanted);
        if (login === null) {
          await insertLogin(tx, { ...wanted, id: randomId(), createdAt: now, aggregatedAt: now });
          continue;
        }
        const there = await listAccounts(tx, environmentId, customerId, { loginId: login.id });
        if (there.length === profile.accounts.length) {
          await markAggregated(tx, environmentId, customerId, login.id, now);
          return there;
        }
        const missing = [...profile.accounts.keys()].filter(
          (slot) => !there.some((row) => row.slot === slot),
        );
        const rows = missing.map((slot) => ({ environmentId, id: randomId(), loginId: login.id, slot }));
        await insertAccounts(tx, rows);
      }
      throw new Error("could not find free numbers for accounts");
    });
  } catch (error) {
    // 23503: what the log-in would belong to is gone.
    if (sqlState(error) === "23503") throw customerNotFound();
    throw error;
  }
}
