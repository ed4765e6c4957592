import { TokenError } from "./token-error.ts";

/** CK_TOKEN_INFO flags (PKCS#11 v3.1 §3.2). */
const CKF_USER_PIN_FINAL_TRY = 0x0002_0000;
const CKF_USER_PIN_LOCKED = 0x0004_0000;

/**
 * The last try is not Gatehouse's to make. What one program remembers of refused PINs is gone with it, and several may start at once: the
 * token itself counts for all of them.
 *
 * @param flags of the token
 * @throws {TokenError} pin
 */
export function requireTries(flags: number): void {
  if ((flags & CKF_USER_PIN_LOCKED) !== 0) {
    throw new TokenError("pin", "its PIN is locked: unlock it with the token's own tool");
  }
  if ((flags & CKF_USER_PIN_FINAL_TRY) !== 0) {
    throw new TokenError(
      "pin",
      "one more wrong PIN would lock it, so none is tried: log in once with the token's own tool, and check the PIN's setting",
    );
  }
}
