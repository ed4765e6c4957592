import type { ClientEncryptionKeyEntry, EnvironmentEntry, WrappedValue } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { EncryptionKeyEntry, Picture } from "./picture.ts";

/** Without `kid` each key costs a private operation, so few are tried. */
const MOST_TRIED = 5;

export type UsableKey = ClientEncryptionKeyEntry & { readonly privateKey: WrappedValue };

/**
 * The keys that a message may be decrypted with: the one its `kid` names, or, without one, the environment's newest.
 *
 * @param kid in any form a client writes it
 * @throws {GateError} can-not-decrypt, with a cause where it is public: it never tells of another project's keys
 */
export function findKeys(
  kid: string | null,
  environment: EnvironmentEntry,
  picture: Picture,
  now: Date,
): UsableKey[] {
  if (kid === null) {
    const usable = picture.clientKeys(environment.id).filter((key) => isUsable(key, now));
    if (usable.length === 0) throw refuse("the environment has no Client Encryption Key in force");
    return usable.slice(0, MOST_TRIED);
  }
  const named = picture.keysByKid(kid);
  const own = named.filter((key) => key.environmentId === environment.id);
  const usable = own
    .filter((key) => key.kind === "client-encryption-key")
    .filter((key) => isUsable(key, now));
  if (usable.length > 0) return usable.slice(0, 1);
  throw refuse(causeOf(own[0], named, environment, picture, now));
}

function isUsable(key: ClientEncryptionKeyEntry, now: Date): key is UsableKey {
  return key.privateKey !== null && key.revokedAt === null && Date.parse(key.notAfter) > now.getTime();
}

function causeOf(
  own: EncryptionKeyEntry | undefined,
  named: readonly EncryptionKeyEntry[],
  environment: EnvironmentEntry,
  picture: Picture,
  now: Date,
): string {
  if (own?.kind === "mastercard-encryption-key") {
    return "kid names a Mastercard Encryption Key: requests are encrypted with the Client Encryption Key";
  }
  if (own !== undefined && own.revokedAt !== null) return `the key was revoked on ${day(own.revokedAt)}`;
  if (own !== undefined && Date.parse(own.notAfter) <= now.getTime()) {
    return `the key expired on ${day(own.notAfter)}`;
  }
  const sibling = named.some(
    (key) => picture.environment(key.environmentId)?.projectId === environment.projectId && own === undefined,
  );
  return sibling ? "the key is of another environment of this project" : "kid is unknown";
}

function day(moment: string): string {
  return moment.slice(0, 10);
}

function refuse(cause: string): GateError {
  return new GateError("can-not-decrypt", cause);
}
