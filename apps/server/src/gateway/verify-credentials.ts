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
 * answer.
 *
 * @throws {GateError} invalid-credentials, too-many-attempts, busy, not-ready
 */
export async function verifyCredentials(sent: SentCredentials, step: LogInStep): Promise<CredentialEntry> {
  const pepper = beginAttempt(step);
  const credential = namedBy(sent, step);
  const right = await step.checker.check(credential, sent.partnerSecret, pepper, step.now);
  if (!right || credential === null) throw new GateError("invalid-credentials");
  step.limits.succeed(credential.id, step.source);
  return credential;
}

/**
 * The same for a change of the secret, which the current secret alone may make: an old one in its overlap may have been the reason to
 * change. A repetition, whose first answer was lost, is known by the new secret's being the current one already.
 *
 * @throws {GateError} invalid-credentials, too-many-attempts, busy, not-ready
 */
export async function verifyForChange(
  sent: SentCredentials,
  newSecret: string,
  step: LogInStep,
): Promise<{ credential: CredentialEntry; repeated: boolean }> {
  const pepper = beginAttempt(step);
  const credential = namedBy(sent, step);
  const current = credential === null ? null : { ...credential, secrets: credential.secrets.slice(0, 1) };
  const right = await step.checker.check(current, sent.partnerSecret, pepper, step.now);
  if (right && credential !== null) {
    step.limits.succeed(credential.id, step.source);
    return { credential, repeated: false };
  }
  // A second secret is a second attempt.
  beginAttempt(step);
  const repeated = await step.checker.check(current, newSecret, pepper, step.now);
  if (!repeated || credential === null) throw new GateError("invalid-credentials");
  step.limits.succeed(credential.id, step.source, 2);
  return { credential, repeated };
}

/**
 * Counts an attempt at the App Key's credential, before any hashing.
 *
 * @returns the pepper
 */
function beginAttempt(step: LogInStep): Buffer {
  const { pepper } = step.secrets;
  if (pepper === null) throw new GateError("not-ready", undefined, { retryAfterSeconds: 5 });
  const wait = step.limits.begin(step.ofAppKey.id, step.source);
  if (wait !== null) throw new GateError("too-many-attempts", undefined, { retryAfterSeconds: wait });
  return pepper;
}

/** Null for a Partner ID that nobody has, and for another's App Key. */
function namedBy(sent: SentCredentials, step: LogInStep): CredentialEntry | null {
  const named = step.picture.credentialByPartnerId(sent.partnerId);
  return named?.id === step.ofAppKey.id ? named : null;
}
