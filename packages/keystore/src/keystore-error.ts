/** The closed list of what this package refuses. */
export type KeystoreErrorCode =
  | "not-pem"
  | "private-key"
  | "too-large"
  | "malformed"
  | "bad-signature"
  | "unsupported-key"
  | "weak-key"
  | "key-too-large"
  | "bad-exponent"
  | "weak-signature"
  | "unsupported-signature"
  | "no-common-name"
  | "bad-name"
  | "bad-alias"
  | "bad-password"
  | "wrong-password"
  | "unsupported-file";

/** A refusal with a sentence that a person can act on; it never holds key material or a password. */
export class KeystoreError extends Error {
  override readonly name = "KeystoreError";
  readonly code: KeystoreErrorCode;

  constructor(code: KeystoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
