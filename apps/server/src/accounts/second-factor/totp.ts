import { createHmac, timingSafeEqual } from "node:crypto";

/** Time-based one-time passwords as authenticator apps know them: HMAC-SHA-1, six digits, a new one every 30 s (RFC 6238, RFC 4226). */
const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps that a clock may be off, either way (RFC 6238 §5.2 asks for at most one for the network's delay). */
const TOLERANCE = 1;

/** Octets of a secret: as long as the hash (RFC 4226 §4, R6). */
export const SECRET_BYTES = 20;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Base32 without padding (RFC 4648 §6). */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = "";
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** The code of a step of 30 s since 1970. */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  // RFC 4226 §5.3: four octets at a place that the last one names, without the sign.
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/**
 * The step whose code this is, now or just before or after.
 *
 * @param after steps up to this one are used up: a code works once (RFC 6238 §5.2)
 * @returns null: the code is wrong, or was used
 */
export function stepOf(code: string, secret: Uint8Array, now: Date, after: number): number | null {
  const current = Math.floor(now.getTime() / STEP_MS);
  let found: number | null = null;
  for (let step = Math.max(0, current - TOLERANCE); step <= current + TOLERANCE; step += 1) {
    const right = timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code));
    if (right && step > after) found = step;
  }
  return found;
}

/** What an authenticator app reads from a picture or a link. */
export function enrolmentUri(secret: Uint8Array, provider: string, email: string): string {
  const label = `${encodeURIComponent(provider)}:${encodeURIComponent(email)}`;
  const query = new URLSearchParams({ secret: base32(secret), issuer: provider });
  return `otpauth://totp/${label}?${query.toString().replaceAll("+", "%20")}`;
}
