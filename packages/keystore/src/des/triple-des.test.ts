import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KeystoreError } from "../keystore-error.ts";
import { decryptTripleDesCbc, encryptTripleDesCbc } from "./triple-des.ts";

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const ZERO = octets("0000000000000000");

// NIST SP 800-20, a line of each table: with one key three times, triple DES is DES.
test.each([
  ["variable plaintext", "0101010101010101", "8000000000000000", "95f8a5e5dd31d900"],
  ["variable plaintext, last bit", "0101010101010101", "0000000000000001", "166b40b44aba4bd6"],
  ["variable key", "8001010101010101", "0000000000000000", "95a8d72813daa94d"],
  ["permutation operation", "1046913489980131", "0000000000000000", "88d55e54f54c97b4"],
  ["substitution table", "7ca110454a1a6e57", "01a1d6d039776742", "690f5b0d9a26939b"],
  ["substitution table", "0131d9619dc1376e", "5cd54ca83def57da", "7a389d10354bd271"],
])("known answer of NIST SP 800-20: %s", (_table, key, plaintext, ciphertext) => {
  const made = encryptTripleDesCbc(octets(key.repeat(3)), ZERO, octets(plaintext));
  expect(hex(made.subarray(0, 8))).toBe(ciphertext);
});

test("the example of NIST SP 800-67 appendix B, three keys, block by block", () => {
  const key = octets("0123456789abcdef23456789abcdef01456789abcdef0123");
  const blocks = ["The qufc", "k brown ", "fox jump"].map((text) =>
    hex(encryptTripleDesCbc(key, ZERO, Uint8Array.from(Buffer.from(text))).subarray(0, 8)),
  );
  expect(blocks).toEqual(["a826fd8ce53b855f", "cce21c8112256fe6", "68d5c05dd9b6b900"]);
});

test("OpenSSL makes the same of any key, vector and text, and what was encrypted is decrypted", () => {
  const bytes = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((value) => Uint8Array.from(value));
  const text = fc.uint8Array({ maxLength: 100 }).map((value) => Uint8Array.from(value));
  fc.assert(
    fc.property(bytes(24), bytes(8), text, (key, iv, plaintext) => {
      const cipher = createCipheriv("des-ede3-cbc", key, iv);
      const expected = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      const made = encryptTripleDesCbc(key, iv, plaintext);
      expect(hex(made)).toBe(expected.toString("hex"));
      expect(hex(decryptTripleDesCbc(key, iv, made))).toBe(hex(plaintext));
    }),
    { numRuns: 100 },
  );
});

test("a text without whole blocks or without padding is refused", () => {
  const key = octets("0123456789abcdef23456789abcdef01456789abcdef0123");
  const made = encryptTripleDesCbc(key, ZERO, octets("00112233"));
  for (const wrong of [new Uint8Array(), made.subarray(1), octets("0011223344556677")]) {
    expect(() => decryptTripleDesCbc(key, ZERO, Uint8Array.from(wrong))).toThrow(KeystoreError);
  }
});
