import type { CredentialEntry, EndReason, EnvironmentEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { Picture } from "./picture.ts";

const PLAN_OF_TYPE: Readonly<Record<EnvironmentEntry["plan"], EnvironmentEntry["type"]>> = {
  "test-drive": "sandbox",
  "test-drive-premium": "production",
  production: "production",
};

const ENDED: Readonly<Record<EndReason, string>> = {
  "contract-ended": "the contract ended on",
  "contract-withdrawn": "the contract was withdrawn on",
  "trial-over": "Test Drive Premium ended on",
};

/**
 * The environment a credential opens, if it may be used.
 *
 * @throws {GateError} not-authorized
 */
export function allow(credential: CredentialEntry, picture: Picture, now: Date): EnvironmentEntry {
  const environment = picture.environment(credential.environmentId);
  if (environment === null) throw new GateError("not-authorized");
  if (environment.status === "pending") {
    throw new GateError(
      "not-authorized",
      "not active yet: the environment waits for the provider's approval",
    );
  }
  if (environment.status === "suspended")
    throw new GateError("not-authorized", "the environment is suspended");
  const terms = picture.terms(environment.id);
  if (terms !== null && terms.endsAt <= now.getTime()) {
    const what = terms.endReason === null ? "the environment ended on" : ENDED[terms.endReason];
    throw new GateError("not-authorized", `${what} ${new Date(terms.endsAt).toISOString()}`);
  }
  if (PLAN_OF_TYPE[environment.plan] !== environment.type) throw new GateError("not-authorized");
  return environment;
}

/**
 * Does the contract hold what is called? Of an environment without a contract everything may be called.
 *
 * @throws {GateError} not-in-contract, naming the product
 */
export function requireProduct(
  environment: EnvironmentEntry,
  call: { readonly method: string; readonly path: string },
  picture: Picture,
): void {
  const products = picture.terms(environment.id)?.products ?? null;
  if (products === null) return;
  const service = picture.serviceOf(environment);
  if (service === null) throw new GateError("not-authorized");
  const product = service.productOf(call.method, call.path);
  if (product === null || (product !== undefined && products.has(product))) return;
  throw new GateError(
    "not-in-contract",
    product === undefined
      ? "no product of this API has this address"
      : `product: ${service.productName(product)}`,
  );
}
