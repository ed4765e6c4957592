import type { Context } from "../context.ts";
import { requireCustomer } from "../customers/require-customer.ts";
import { loginNotFound } from "../http/api-error.ts";
import { readId } from "../http/read-path.ts";
import { type AccountRow, listAccounts, markAggregated } from "./store.ts";

/**
 * Notes the moment of a refresh for a customer's log-ins, or for one. Data moves with the date by itself, so nothing else changes.
 *
 * @throws {ApiError} 14001, 38007
 */
export async function refreshAccounts(
  context: Context,
  environmentId: string,
  path: { readonly customerId: string; readonly institutionLoginId?: string },
): Promise<readonly AccountRow[]> {
  const customer = await requireCustomer(context, environmentId, path.customerId);
  const asked = path.institutionLoginId;
  const loginId = asked === undefined ? undefined : (readId(asked) ?? 0);
  const { database } = context;
  const done = await markAggregated(database, environmentId, customer.id, loginId, context.clock());
  if (loginId !== undefined && done === 0) throw loginNotFound();
  return listAccounts(database, environmentId, customer.id, loginId === undefined ? {} : { loginId });
}
