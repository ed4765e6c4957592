/**
 * What a gateway must know, one entry a thing. The desk publishes entries, gateways read them: nothing else crosses.
 *
 * Every binary value is base64 (standard alphabet) text, every moment an ISO 8601 string in UTC. Entries carry no secret in the clear:
 * private keys and shared secrets are wrapped under the master key (custody), secrets of partners are keyed hashes.
 */

/** A value wrapped by custody; opaque outside of it. */
export interface WrappedValue {
  /** Fingerprint of the master key version that wrapped it: the first 16 hex digits of a SHA-256. */
  readonly masterKey: string;
  /** base64 of what the custody backend made. */
  readonly wrapped: string;
}

/** A random key that all gateways and the desk share: seals access tokens, peppers secrets, encrypts the desk link. */
export interface SharedSecretEntry {
  readonly kind: "shared-secret";
  readonly id: "token-seal" | "secret-pepper" | "desk-link";
  readonly value: WrappedValue;
}

export type PayloadPolicy = "off" | "mirror" | "required";

/** How payloads are encrypted. */
export interface PayloadEntry {
  readonly policy: PayloadPolicy;
  /** Path of the field that carries the JWE, dots between names, e.g. `encryptedData`. */
  readonly requestField: string;
  readonly responseField: string;
  /** Is the older field-level form accepted? */
  readonly fieldLevel: boolean;
}

/** Why an environment has an end: its contract's last day, a contract that was withdrawn, or Test Drive Premium is over. */
export type EndReason = "contract-ended" | "contract-withdrawn" | "trial-over";

/** An operation of an API service, and what a contract must hold for it. */
export interface OperationEntry {
  readonly method: string;
  /** As an OpenAPI document writes it; parameters take whole segments. */
  readonly path: string;
  /** Null: every contract holds it. */
  readonly product: string | null;
}

/** An API service of the catalogue. What it says goes before what environments of it say themselves. */
export interface ApiServiceEntry {
  readonly kind: "api-service";
  readonly id: string;
  /** Where calls go; `sandbox` null: Test Drive, of the built-in service alone; `production` null: where the environment says. */
  readonly upstreams: { readonly sandbox: string | null; readonly production: string | null };
  readonly payload: PayloadEntry;
  readonly products: readonly { readonly id: string; readonly name: string }[];
  /** Null: its calls are told apart by the list of products.ts. */
  readonly operations: readonly OperationEntry[] | null;
}

export interface EnvironmentEntry {
  readonly kind: "environment";
  readonly id: string;
  readonly projectId: string;
  /** Absent: the built-in one, from before there were others. */
  readonly apiService?: string;
  readonly type: "sandbox" | "production";
  readonly plan: "test-drive" | "test-drive-premium" | "production";
  /** `pending`: credentials exist, and are refused as "not active yet". */
  readonly status: "active" | "pending" | "suspended";
  /** After this moment calls are refused; null or absent: no end. */
  readonly endsAt?: string | null;
  /** What makes the end; absent: an older desk didn't say. */
  readonly endReason?: EndReason | null;
  /** What the contract holds; null or absent: everything. */
  readonly products?: readonly string[] | null;
  /** `none`: nowhere; that is never published, it is what a gateway makes of an environment whose service has no Sandbox. */
  readonly upstream:
    | { readonly kind: "test-drive" }
    | { readonly kind: "none" }
    | { readonly kind: "url"; readonly url: string };
  readonly payload: PayloadEntry;
}

/** How a secret is checked: `hmac` for what Gatehouse made, `argon2id` for what the partner chose. */
export interface SecretVerifier {
  readonly scheme: "hmac-sha-256" | "argon2id";
  /** base64 of HMAC-SHA-256(pepper, secret), or a PHC string. */
  readonly verifier: string;
  /** After this moment the secret is refused; null: no end. */
  readonly notAfter: string | null;
}

export interface CredentialEntry {
  readonly kind: "credential";
  readonly id: string;
  readonly environmentId: string;
  /** Decimal digits, as partners send it. Unique over all environments. */
  readonly partnerId: string;
  /** base64 of HMAC-SHA-256(pepper, App Key). */
  readonly appKeyHash: string;
  /** The current secret first, then those in overlap. */
  readonly secrets: readonly SecretVerifier[];
  /** Raised by each change of the secret that ends running tokens; a token with a lower version is dead. */
  readonly version: number;
}

/** Facts both key types share; all public. */
interface PublicKeyFacts {
  readonly id: string;
  readonly environmentId: string;
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER. */
  readonly kid: string;
  /** Lower-case hex SHA-256 of the certificate's DER. */
  readonly certificateSha256: string;
  readonly notAfter: string;
  /** Null while not revoked. Revoked keys stay in the book until they expire, so that the gate can say why it refuses. */
  readonly revokedAt: string | null;
}

/** The provider's pair: the gateway decrypts requests with it. */
export interface ClientEncryptionKeyEntry extends PublicKeyFacts {
  readonly kind: "client-encryption-key";
  /** PKCS#8 DER, wrapped with `client-encryption-key:<id>` as context; null once revoked. */
  readonly privateKey: WrappedValue | null;
}

/** The partner's pair: the gateway encrypts answers with the active one. */
export interface MastercardEncryptionKeyEntry extends PublicKeyFacts {
  readonly kind: "mastercard-encryption-key";
  /** base64 of the SubjectPublicKeyInfo DER. */
  readonly publicKey: string;
  readonly active: boolean;
}

/** Says that the book begins anew: the database was restored from a backup, and what a gateway knows from before may never have been. */
export interface RestoredEntry {
  readonly kind: "restored";
  readonly id: "key-book";
  readonly at: string;
}

export type KeyBookEntry =
  | RestoredEntry
  | SharedSecretEntry
  | ApiServiceEntry
  | EnvironmentEntry
  | CredentialEntry
  | ClientEncryptionKeyEntry
  | MastercardEncryptionKeyEntry;

export type KeyBookKind = KeyBookEntry["kind"];

/** One row as read by a gateway. `entry` null is a tombstone: the thing is gone. */
export interface KeyBookChange {
  /** Order of commits: strictly rising, without regard to gaps. */
  readonly number: number;
  readonly kind: KeyBookKind;
  readonly id: string;
  readonly entry: KeyBookEntry | null;
}
