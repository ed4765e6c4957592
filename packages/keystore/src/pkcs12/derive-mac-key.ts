import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, concatBytes } from "../der/bytes.ts";
import { utf16 } from "../der/write.ts";

/** SHA-256: output u and block v in octets (RFC 7292 §B.2). */
const OUTPUT = 32;
const BLOCK = 64;
/** The diversifier of integrity keys (RFC 7292 §B.3). */
const FOR_INTEGRITY = 3;

/**
 * The key of a PKCS#12 file's MAC, by the method of RFC 7292 appendix B with SHA-256: 32 octets, one round of the outer loop. The hash
 * runs outside of WebCrypto because a call for each iteration there would take minutes.
 *
 * @param password printable ASCII; written as BMPString with two zero octets at its end
 */
export function deriveMacKey(password: string, salt: Bytes, iterations: number): Bytes {
  const diversifier = new Uint8Array(BLOCK).fill(FOR_INTEGRITY);
  const secret = concatBytes(utf16(password), Uint8Array.of(0, 0));
  let hash = sha256(concatBytes(diversifier, repeated(salt), repeated(secret)));
  for (let round = 1; round < iterations; round += 1) hash = sha256(hash);
  return new Uint8Array(hash.subarray(0, OUTPUT));
}

/** Copies until whole blocks are full. */
function repeated(bytes: Uint8Array): Bytes {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  for (let at = 0; at < whole.length; at += 1) whole[at] = bytes[at % bytes.length] ?? 0;
  return whole;
}
