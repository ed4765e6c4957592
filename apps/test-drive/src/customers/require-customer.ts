import type { Context } from "../context.ts";
import { customerNotFound } from "../http/api-error.ts";
import { readId } from "../http/read-path.ts";
import { type CustomerRow, findCustomer } from "./store.ts";

/** The customer a path names; another environment's is as unknown as one that never was (@throws {ApiError} 14001). */
export async function requireCustomer(
  context: Context,
  environmentId: string,
  customerId: string | undefined,
): Promise<CustomerRow> {
  const id = readId(customerId);
  const customer = id === null ? null : await findCustomer(context.database, environmentId, id);
  if (customer === null) throw customerNotFound();
  return customer;
}
