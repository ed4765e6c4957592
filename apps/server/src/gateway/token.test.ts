import { randomBytes, randomUUIDv7 } from "node:crypto";
import { expect, test } from "vitest";
import { openToken, sealToken } from "./token.ts";

const key = randomBytes(32);
const token = { credentialId: randomUUIDv7(), version: 7, issuedAt: 1_800_000_000, expiresAt: 1_800_007_200 };

test("a sealed token opens to what it says and is always 76 letters long", () => {
  const text = sealToken(key, token);
  expect(text).toHaveLength(76);
  expect(openToken(key, text)).toEqual(token);
});

test("a token changed in any one of its octets does not open", () => {
  const bytes = Buffer.from(sealToken(key, token), "base64url");
  for (let at = 0; at < bytes.length; at += 1) {
    const forged = Buffer.from(bytes);
    forged[at] = (forged[at] ?? 0) ^ 1;
    expect(openToken(key, forged.toString("base64url"))).toBeNull();
  }
});

test("a token sealed by another key does not open", () => {
  expect(openToken(key, sealToken(randomBytes(32), token))).toBeNull();
});

test.each(["", "a", "x".repeat(76), "x".repeat(10_000), `${"x".repeat(75)}=`, "\0".repeat(76)])(
  "what is no token does not open: %#",
  (text) => {
    expect(openToken(key, text)).toBeNull();
  },
);
