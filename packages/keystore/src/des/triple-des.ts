import { type Bytes, concatBytes } from "../der/bytes.ts";
import { KeystoreError } from "../keystore-error.ts";
import {
  EXPANSION,
  FINAL_PERMUTATION,
  INITIAL_PERMUTATION,
  PERMUTATION,
  PERMUTED_CHOICE_1,
  PERMUTED_CHOICE_2,
  ROTATIONS,
  SUBSTITUTIONS,
} from "./tables.ts";

/*
 * Triple DES (NIST SP 800-67, three keys) in CBC mode with the padding of PKCS#7, for key files that old programs can open; WebCrypto
 * doesn't have it. Withdrawn for new data since 2024, and 112 bits strong at best: nothing else may rest on it. Written for the eye, a bit
 * an octet, since a key file has some hundred blocks. Times depend on the data, which nobody but the file's owner can observe.
 */

const BLOCK = 8;
const KEY_OCTETS = 24;

type Bits = Uint8Array;

/**
 * @param key 24 octets, their parity bits passed over
 * @param iv 8 octets
 */
export function encryptTripleDesCbc(key: Bytes, iv: Bytes, plaintext: Bytes): Bytes {
  const cipher = tripleDes(key);
  const padding = BLOCK - (plaintext.length % BLOCK);
  const padded = concatBytes(plaintext, new Uint8Array(padding).fill(padding));
  const ciphertext = new Uint8Array(padded.length);
  let before: Uint8Array = checkedIv(iv);
  for (let at = 0; at < padded.length; at += BLOCK) {
    const block = xor(padded.subarray(at, at + BLOCK), before);
    before = cipher.encrypt(block);
    ciphertext.set(before, at);
  }
  return ciphertext;
}

/** @throws {KeystoreError} malformed, when the length or the padding is none: changed, or another key */
export function decryptTripleDesCbc(key: Bytes, iv: Bytes, ciphertext: Bytes): Bytes {
  const cipher = tripleDes(key);
  if (ciphertext.length === 0 || ciphertext.length % BLOCK !== 0) throw notDecrypted();
  const padded = new Uint8Array(ciphertext.length);
  let before: Uint8Array = checkedIv(iv);
  for (let at = 0; at < ciphertext.length; at += BLOCK) {
    const block = ciphertext.subarray(at, at + BLOCK);
    padded.set(xor(cipher.decrypt(block), before), at);
    before = block;
  }
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > BLOCK || padded.subarray(-padding).some((octet) => octet !== padding)) {
    throw notDecrypted();
  }
  return padded.subarray(0, -padding);
}

function notDecrypted(): KeystoreError {
  return new KeystoreError("malformed", "It can't be read: a part of the file doesn't decrypt.");
}

function checkedIv(iv: Bytes): Bytes {
  if (iv.length !== BLOCK) throw notDecrypted();
  return iv;
}

/** Encrypt, decrypt, encrypt with a key each; backwards the other way round. */
function tripleDes(key: Bytes) {
  if (key.length !== KEY_OCTETS) throw new RangeError("Triple DES takes a key of 24 octets");
  const [first = [], second = [], third = []] = [0, 8, 16].map((at) => roundKeys(key.subarray(at, at + 8)));
  const run = (block: Uint8Array, ...schedules: readonly Bits[][]): Uint8Array =>
    fromBits(schedules.reduce(des, toBits(block)));
  return {
    encrypt: (block: Uint8Array) => run(block, first, second.toReversed(), third),
    decrypt: (block: Uint8Array) => run(block, third.toReversed(), second, first.toReversed()),
  };
}

/** One pass of DES over 64 bits, with its sixteen round keys in the order in which they are used. */
function des(block: Bits, keys: readonly Bits[]): Bits {
  const start = permute(block, INITIAL_PERMUTATION);
  let left = start.subarray(0, 32);
  let right = start.subarray(32);
  for (const key of keys) {
    const mixed = xor(left, cipherFunction(right, key));
    left = right;
    right = mixed;
  }
  return permute(concatBytes(right, left), FINAL_PERMUTATION);
}

/** f(R, K) of FIPS 46-3. */
function cipherFunction(right: Bits, key: Bits): Bits {
  const expanded = xor(permute(right, EXPANSION), key);
  const substituted = new Uint8Array(32);
  SUBSTITUTIONS.forEach((table, box) => {
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = expanded.subarray(6 * box, 6 * box + 6);
    const entry = table[(b0 * 2 + b5) * 16 + b1 * 8 + b2 * 4 + b3 * 2 + b4] ?? 0;
    for (let bit = 0; bit < 4; bit += 1) substituted[4 * box + bit] = (entry >> (3 - bit)) & 1;
  });
  return permute(substituted, PERMUTATION);
}

function roundKeys(key: Uint8Array): Bits[] {
  const chosen = permute(toBits(key), PERMUTED_CHOICE_1);
  let shift = 0;
  return ROTATIONS.map((by) => {
    shift += by;
    const rotated = chosen.map((_, bit) => chosen[bit - (bit % 28) + (((bit % 28) + shift) % 28)] ?? 0);
    return permute(rotated, PERMUTED_CHOICE_2);
  });
}

function permute(bits: Bits, positions: readonly number[]): Bits {
  return Uint8Array.from(positions, (position) => bits[position - 1] ?? 0);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((value, index) => value ^ (b[index] ?? 0));
}

function toBits(octets: Uint8Array): Bits {
  return Uint8Array.from(
    { length: octets.length * 8 },
    (_, bit) => ((octets[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1,
  );
}

function fromBits(bits: Bits): Uint8Array {
  return Uint8Array.from({ length: bits.length / 8 }, (_, octet) =>
    bits.subarray(octet * 8, octet * 8 + 8).reduce((value, bit) => value * 2 + bit, 0),
  );
}
