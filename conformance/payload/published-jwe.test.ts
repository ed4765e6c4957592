import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { findJweInBody } from "@gatehouse/payload-encryption/jwe/find-in-body";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { wrapJweInBody } from "@gatehouse/payload-encryption/jwe/wrap-in-body";
import { keyIdOf, kidForms, normaliseKid } from "@gatehouse/payload-encryption/kid/forms";
import { afterAll, expect, test } from "vitest";
import { pairOnDisk, published, temporaryFolder } from "../gate/published-library.ts";

const folder = temporaryFolder();
const pair = pairOnDisk(folder.path, "pair");
const privateKey = createPrivateKey(pair.privateKeyPem);
const { publicKey, raw } = new X509Certificate(readFileSync(pair.certificate));
const kid = keyIdOf(publicKey.export({ type: "spki", format: "der" }));
const url = "/a/path";
afterAll(() => folder.remove());

function library(more: object = {}) {
  return new published.JweEncryption({
    mode: "JWE",
    paths: [
      {
        path: "/.*",
        toEncrypt: [{ element: "$", obj: "$" }],
        toDecrypt: [{ element: "encryptedData", obj: "$" }],
      },
    ],
    encryptedValueFieldName: "encryptedData",
    encryptionCertificate: pair.certificate,
    privateKey: pair.privateKey,
    publicKeyFingerprintType: "publicKey",
    ...more,
  });
}

test("200 messages of the published library are read, with letters and IVs that the RFC doesn't know", () => {
  const sender = library();
  let standardAlphabet = 0;
  for (let n = 0; n < 200; n += 1) {
    const message = { n, text: "ü".repeat(n) };
    // A copy, because the library writes into what it is given.
    const body = Buffer.from(JSON.stringify(sender.encrypt(url, {}, { ...message }).body));
    const text = findJweInBody(body, "encryptedData") ?? "";
    if (/[+/=]/.test(text)) standardAlphabet += 1;
    const jwe = parseCompactJwe(text);
    expect(jwe.iv.length).toBe(16);
    expect(jwe.kid).toBe(kid);
    expect(JSON.parse(decryptJwe(jwe, privateKey).toString("utf8"))).toEqual(message);
  }
  // Otherwise the leniency would not have been tested at all.
  expect(standardAlphabet).toBeGreaterThan(0);
});

test("the published library reads what is encrypted here, 200 times over", () => {
  const receiver = library();
  for (let n = 0; n < 200; n += 1) {
    const message = { n, text: "ü".repeat(n) };
    const jwe = encryptJwe(Buffer.from(JSON.stringify(message)), publicKey, { kid });
    const body = JSON.parse(wrapJweInBody(jwe, "encryptedData"));
    expect(receiver.decrypt({ request: { url }, body })).toEqual(message);
  }
});

test.each(["hex", "base64"])(
  "the kid that the published library sends for a certificate's fingerprint in %s names the key",
  (dataEncoding) => {
    const certificateSha256 = new X509Certificate(raw).fingerprint256.replaceAll(":", "").toLowerCase();
    const sender = library({ publicKeyFingerprintType: "certificate", dataEncoding });
    const body = Buffer.from(JSON.stringify(sender.encrypt(url, {}, { a: 1 }).body));
    const jwe = parseCompactJwe(findJweInBody(body, "encryptedData") ?? "");
    expect(jwe.kid).not.toBe(kid);
    expect(kidForms({ kid, certificateSha256 })).toContain(normaliseKid(jwe.kid ?? ""));
  },
);
