/**
 * The closed list of what an encrypted payload is refused for. All but `unable-to-decrypt` rest on what anyone can see in the message;
 * that one stands for a wrong key, a wrong padding and a changed tag alike, which must not be told apart (RFC 7516 §11.5, RFC 3218).
 */
export type PayloadErrorCode =
  | "not-a-jwe"
  | "too-large"
  | "algorithm-not-allowed"
  | "encryption-not-allowed"
  | "compressed"
  | "critical-header"
  | "unable-to-decrypt"
  | "not-encrypted"
  | "not-json"
  | "bad-field-level-parameters"
  | "unknown-key";

export class PayloadError extends Error {
  override readonly name = "PayloadError";
  readonly code: PayloadErrorCode;

  constructor(code: PayloadErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
