import type { CredentialEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { SecretChecker } from "./check-secret.ts";
import type { LogInLimits } from "./log-in-limits.ts";
import type { Picture } from "./picture.ts";
import type { SentCredentials } from "./read-credentials.ts";
import type { Secrets } from "./secrets.ts";

export interface LogInStep {
  readonly picture: Picture;
  readonly secrets: Secrets;
  readonly checker: SecretChecker;
  readonly limits: LogInLimits;
  /** Whose App Key was sent. */
  readonly ofAppKey: CredentialEntry;
  readonly source: string;
  readonly now: Date;
}

/**
 * The credential whose Partner ID, secret and App Key were sent. A Partner ID that nobody has, another's App Key and a wrong secret are one
 * answer, and the limit comes before any hashing.
 *
 * @throws {GateError} invalid-credentials, too-many-attempts, busy, not-ready
 */
export async function verifyCredentials(sent: SentCredentials, step: LogInStep): Promise<CredentialEntry> {
  const { pepper } = step.secrets;
  if (pepper === null) throw new GateError("not-ready", undefined, { retryAfterSeconds: 5 });
  const wait = step.limits.begin(sent.partnerId, step.source);
  if (wait !== null) throw new GateError("too-many-attempts", undefined, { retryAfterSeconds: wait });
  const named = step.picture.credentialByPartnerId(sent.partnerId);
  const credential = named?.id === step.ofAppKey.id ? named : null;
  const right = await step.checker.check(credential, sent.partnerSecret, pepper, step.now);
  if (!right || credential === null) throw new GateError("invalid-credentials");
  step.limits.succeed(sent.partnerId, step.source);
  return credential;
}
