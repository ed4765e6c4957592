import type { CredentialEntry, EnvironmentEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { Picture } from "./picture.ts";

const PLAN_OF_TYPE: Readonly<Record<EnvironmentEntry["plan"], EnvironmentEntry["type"]>> = {
  "test-drive": "sandbox",
  "test-drive-premium": "production",
  production: "production",
};

/**
 * The environment a credential opens, if it may be used.
 *
 * @throws {GateError} not-authorized
 */
export function allow(credential: CredentialEntry, picture: Picture): EnvironmentEntry {
  const environment = picture.environment(credential.environmentId);
  if (environment === null) throw new GateError("not-authorized");
  if (environment.status === "pending") {
    throw new GateError("not-authorized", "the environment waits for the provider's approval");
  }
  if (environment.status === "suspended")
    throw new GateError("not-authorized", "the environment is suspended");
  if (PLAN_OF_TYPE[environment.plan] !== environment.type) throw new GateError("not-authorized");
  return environment;
}
