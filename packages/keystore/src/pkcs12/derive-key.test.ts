import { execFileSync } from "node:child_process";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { deriveKey, PURPOSE } from "./derive-key.ts";

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

/** OpenSSL takes the password as it is hashed: BMPString with its two zeros. */
function byOpenssl(digest: string, id: number, password: string, salt: string, iter: number, length: number) {
  const pass = Buffer.from(`${password}\0`, "utf16le").swap16().toString("hex");
  const options = { digest, hexpass: pass, hexsalt: salt, iter, id };
  const args = Object.entries(options).flatMap(([name, value]) => ["-kdfopt", `${name}:${value}`]);
  const text = execFileSync("openssl", ["kdf", "-keylen", String(length), ...args, "PKCS12KDF"], {
    encoding: "utf8",
  });
  return text.trim().replaceAll(":", "").toLowerCase();
}

const HASHES = { SHA1: sha1, SHA256: sha256, SHA512: sha512 };

test.each([
  // Published with PKCS #12 implementations since the 1990s.
  ["smeg", "0a58cf64530d823f", 1, PURPOSE.encryption, 24, "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"],
  ["smeg", "0a58cf64530d823f", 1, PURPOSE.initialVector, 8, "79993dfe048d3b76"],
  ["smeg", "3d83c0e4546ac140", 1, PURPOSE.integrity, 20, "8d967d88f6caa9d714800ab3d48051d63f73a312"],
  [
    "queeg",
    "05dec959acff72f7",
    1000,
    PURPOSE.encryption,
    24,
    "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4",
  ],
])(
  "known answer: %s, salt %s, %d rounds, purpose %d",
  (password, salt, iterations, purpose, length, expected) => {
    const derived = deriveKey(sha1, purpose, password, { salt: octets(salt), iterations }, length);
    expect(Buffer.from(derived).toString("hex")).toBe(expected);
  },
);

test.each([
  ["SHA1", PURPOSE.encryption, "correct horse", "00".repeat(8), 1, 24],
  ["SHA1", PURPOSE.initialVector, "correct horse", "a1".repeat(20), 3, 8],
  // Every block of the input is all ones somewhere on the way, so that sums carry.
  ["SHA1", PURPOSE.encryption, "\u{ffff}".repeat(64), "ff".repeat(64), 2, 100],
  ["SHA256", PURPOSE.integrity, "x", "0102030405060708090a0b0c0d0e0f10", 1000, 32],
  ["SHA256", PURPOSE.encryption, "y".repeat(128), "ff".repeat(129), 7, 80],
  ["SHA512", PURPOSE.integrity, "z", "ff".repeat(8), 10, 64],
] as const)(
  "OpenSSL derives the same with %s for purpose %d",
  (digest, id, password, salt, iterations, length) => {
    const derived = deriveKey(HASHES[digest], id, password, { salt: octets(salt), iterations }, length);
    expect(Buffer.from(derived).toString("hex")).toBe(
      byOpenssl(digest, id, password, salt, iterations, length),
    );
  },
);
