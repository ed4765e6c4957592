import { createHash, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { keyIdOf, kidForms, normaliseKid } from "./forms.ts";

const spki = generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey.export({
  type: "spki",
  format: "der",
});
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

test("a key's id is the lower-case hex SHA-256 of its SubjectPublicKeyInfo", () => {
  expect(keyIdOf(spki)).toBe(sha256(spki).toString("hex"));
});

test("a key is found by its own and its certificate's fingerprint, as hex in either case, base64 or base64url", () => {
  for (let n = 0; n < 50; n += 1) {
    const key = sha256(Buffer.from(`key ${n}`));
    const certificate = sha256(Buffer.from(`certificate ${n}`));
    const forms = kidForms({ kid: key.toString("hex"), certificateSha256: certificate.toString("hex") });
    expect(new Set(forms).size).toBe(4);
    for (const print of [key, certificate]) {
      const written = [
        print.toString("hex"),
        print.toString("hex").toUpperCase(),
        print.toString("base64"),
        print.toString("base64url"),
      ];
      for (const kid of written) expect(forms).toContain(normaliseKid(kid));
    }
  }
});

test("base64 keeps its case, because there it means something", () => {
  const base64 = sha256(spki).toString("base64url");
  expect(normaliseKid(base64.toLowerCase())).not.toBe(normaliseKid(base64));
});

test("a text that is too long names no key", () => {
  expect(normaliseKid("a".repeat(101))).toBe("");
});
