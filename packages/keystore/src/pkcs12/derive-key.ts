import type { CHash } from "@noble/hashes/utils.js";
import { type Bytes, concatBytes } from "../der/bytes.ts";
import { utf16 } from "../der/write.ts";

/** What a key is for: the diversifier of RFC 7292 §B.3. */
export const PURPOSE = { encryption: 1, initialVector: 2, integrity: 3 } as const;

/** The derivation's cost and what it starts from. */
export interface Derivation {
  readonly salt: Bytes;
  readonly iterations: number;
}

/**
 * A key from a password by the method of RFC 7292 §B.2. The hash runs outside of WebCrypto because a call for each iteration there would
 * take minutes.
 *
 * @param password written as BMPString with two zero octets at its end
 * @param length octets of the key
 */
export function deriveKey(
  hash: CHash,
  purpose: (typeof PURPOSE)[keyof typeof PURPOSE],
  password: string,
  { salt, iterations }: Derivation,
  length: number,
): Bytes {
  const block = hash.blockLen;
  const diversifier = new Uint8Array(block).fill(purpose);
  const secret = concatBytes(utf16(password), Uint8Array.of(0, 0));
  const input = concatBytes(repeated(salt, block), repeated(secret, block));
  const parts: Uint8Array[] = [];
  for (let have = 0; have < length; have += hash.outputLen) {
    let part = hash(concatBytes(diversifier, input));
    for (let round = 1; round < iterations; round += 1) part = hash(part);
    parts.push(part);
    advance(input, repeated(part, block).subarray(0, block));
  }
  return concatBytes(...parts).subarray(0, length);
}

/** Copies until whole blocks are full; nothing for nothing. */
function repeated(bytes: Uint8Array, block: number): Bytes {
  const whole = new Uint8Array(Math.ceil(bytes.length / block) * block);
  for (let at = 0; at < whole.length; at += 1) whole[at] = bytes[at % bytes.length] ?? 0;
  return whole;
}

/** Step 6C: every block of the input plus `addend` plus one, modulo 2 to its width. */
function advance(input: Bytes, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1;
    for (let at = addend.length - 1; at >= 0; at -= 1) {
      carry += (input[start + at] ?? 0) + (addend[at] ?? 0);
      input[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}
