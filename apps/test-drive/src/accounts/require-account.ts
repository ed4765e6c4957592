import type { Context } from "../context.ts";
import { requireCustomer } from "../customers/require-customer.ts";
import { accountNotFound } from "../http/api-error.ts";
import { readId } from "../http/read-path.ts";
import { type AccountRow, listAccounts } from "./store.ts";

/** The account a path names, if it is this customer's (@throws {ApiError} 14001, 38003). */
export async function requireAccount(
  context: Context,
  environmentId: string,
  path: { readonly customerId: string; readonly accountId: string },
): Promise<AccountRow> {
  const customer = await requireCustomer(context, environmentId, path.customerId);
  const accountId = readId(path.accountId);
  if (accountId === null) throw accountNotFound();
  const [account] = await listAccounts(context.database, environmentId, customer.id, { accountId });
  if (account === undefined) throw accountNotFound();
  return account;
}
