/**
 * How a field-level message travels: an AES key encrypts the value, RSA-OAEP wraps that key, and the parameters stand beside the value or
 * in headers. The names differ between clients, so an answer takes those of its request.
 */
export interface FieldLevelShape {
  readonly parameters: "body" | "headers";
  /** Where the value stands: in the whole body, or in the environment's field. */
  readonly place: "root" | "field";
  readonly names: {
    readonly iv: string;
    readonly encryptedKey: string;
    /** Null where the field itself holds the value. */
    readonly value: string | null;
    readonly digest: string | null;
    readonly fingerprint: string | null;
  };
  readonly encoding: "hex" | "base64";
  readonly digest: "sha256" | "sha512";
  /** Written as the client writes it: SHA256 or SHA-256. */
  readonly digestName: string;
}

export interface FieldLevelMessage {
  readonly shape: FieldLevelShape;
  /** Encoded, as are the next two. */
  readonly iv: string;
  readonly encryptedKey: string;
  readonly value: string;
  /** The fingerprint by which the client names the key. */
  readonly kid: string | null;
}

/** Body fields, in the order in which they are looked for. */
export const BODY_NAMES = {
  iv: ["iv"],
  encryptedKey: ["encryptedKey"],
  value: ["encryptedValue", "encryptedData"],
  digest: ["oaepPaddingDigestAlgorithm", "oaepHashingAlgorithm"],
  fingerprint: [
    "publicKeyFingerprint",
    "encryptionKeyFingerprint",
    "encryptionCertificateFingerprint",
    "certificateFingerprint",
  ],
} as const;

/** Headers, in lower case. */
export const HEADER_NAMES = {
  iv: ["x-iv"],
  encryptedKey: ["x-encrypted-key"],
  digest: ["x-oaep-padding-digest-algorithm", "x-oaep-hashing-algorithm"],
  fingerprint: [
    "x-public-key-fingerprint",
    "x-encryption-key-fingerprint",
    "x-encryption-certificate-fingerprint",
  ],
} as const;
