import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { decryptJwe } from "./decrypt.ts";
import { encryptJwe } from "./encrypt.ts";
import { parseCompactJwe } from "./parse.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });

test.each([0, 1, 1_000, 1_000_000])("%i octets come back as they were", (length) => {
  const plaintext = Buffer.alloc(length, "ë1");
  for (const enc of ["A128GCM", "A192GCM", "A256GCM"] as const) {
    const jwe = parseCompactJwe(encryptJwe(plaintext, publicKey, { kid: "k", enc }));
    expect(decryptJwe(jwe, privateKey).equals(plaintext)).toBe(true);
  }
});

test("it is strict base64url with an IV of 12 octets and a tag of 16, and says whose key it is", () => {
  for (let n = 0; n < 50; n += 1) {
    const text = encryptJwe(Buffer.from(`{"n":${n}}`), publicKey, { kid: "a-key" });
    expect(text).toMatch(/^[\w-]+(\.[\w-]+){4}$/);
    const jwe = parseCompactJwe(text);
    expect([jwe.iv.length, jwe.tag.length, jwe.enc, jwe.kid, jwe.cty]).toEqual([
      12,
      16,
      "A256GCM",
      "a-key",
      "application/json",
    ]);
  }
});

test("no key and no IV is used twice", () => {
  const parts = Array.from({ length: 100 }, () =>
    parseCompactJwe(encryptJwe(Buffer.from("x"), publicKey, { kid: "k" })),
  );
  for (const part of ["iv", "encryptedKey", "ciphertext"] as const) {
    // One octet of ciphertext repeats by chance; keys and IVs never do.
    const least = part === "ciphertext" ? 2 : parts.length;
    expect(new Set(parts.map((jwe) => jwe[part].toString("hex"))).size).toBeGreaterThanOrEqual(least);
  }
});

test("the kept headers of different keys, encryptions and types are not mixed up", () => {
  for (let n = 0; n < 1_100; n += 1) {
    const kid = `key-${n % 550}`;
    const enc = n % 2 === 0 ? "A256GCM" : "A128GCM";
    const cty = n % 3 === 0 ? "text/plain" : "application/json";
    expect(parseCompactJwe(encryptJwe(Buffer.of(1), publicKey, { kid, enc, cty }))).toMatchObject({
      kid,
      enc,
      cty,
    });
  }
});
