import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import type { Bytes } from "../der/bytes.ts";
import { readDer } from "../der/read.ts";
import { generateRsaKeyPair } from "../pkcs8/generate-key-pair.ts";
import { assembleCertificate, buildTbsCertificate, keyIdentifier } from "../x509/create-certificate.ts";
import { writeName } from "../x509/name.ts";
import { readRsaPublicKey } from "../x509/public-key.ts";
import { createPkcs12 } from "./create-pkcs12.ts";
import { openPkcs12 } from "./open-pkcs12.ts";

const pair = await generateRsaKeyPair(2048);
const skid = keyIdentifier(readRsaPublicKey(readDer(pair.publicKey)).keyBits);
const tbs = buildTbsCertificate({
  serialNumber: Uint8Array.of(0x7f, 1, 2, 3, 4, 5, 6, 7, 8),
  issuer: writeName({ commonName: "Test" }),
  subject: { commonName: "Test", organization: "Åse & Co", country: "US" },
  notBefore: new Date("2026-01-01T00:00:00Z"),
  notAfter: new Date("2051-01-01T00:00:00Z"),
  publicKey: pair.publicKey,
  certificateAuthority: null,
  keyUsage: ["keyEncipherment"],
  subjectKeyIdentifier: skid,
  authorityKeyIdentifier: skid,
});
const certificate = assembleCertificate(tbs, await pair.sign(tbs));
const content = {
  privateKey: pair.privateKey,
  certificate,
  chain: [certificate],
  alias: "my key",
  password: "correct horse",
};
const file = await createPkcs12(content);

test("a key file opens again with its password: key, certificate, chain and alias are the same", async () => {
  const opened = await openPkcs12(file, content.password);
  expect(opened.alias).toBe("my key");
  expect(opened.privateKey).toEqual(pair.privateKey);
  expect(opened.certificates).toEqual([certificate, certificate]);
  const key = createPrivateKey({ key: Buffer.from(opened.privateKey), format: "der", type: "pkcs8" });
  expect(new X509Certificate(opened.certificates[0] ?? "").checkPrivateKey(key)).toBe(true);
});

test("another password is refused as such", async () => {
  await expect(openPkcs12(file, "correct horsf")).rejects.toMatchObject({ code: "wrong-password" });
});

test("a file in which any one octet of the protected part is changed is refused", async () => {
  for (let at = 40; at < file.length; at += 211) {
    const changed = Uint8Array.from(file) as Bytes;
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    await expect(openPkcs12(changed, content.password)).rejects.toMatchObject({ name: "KeystoreError" });
  }
});

test.each(["short", "pässword-long-enough", "tab\tin password", "x".repeat(129)])(
  "the password %j can't protect a file",
  async (password) => {
    await expect(createPkcs12({ ...content, password })).rejects.toMatchObject({ code: "bad-password" });
  },
);

test.each(["", "x".repeat(65), "naïve", " leading", "trailing ", "new\nline", "<b>"])(
  "the alias %j is refused",
  async (alias) => {
    await expect(createPkcs12({ ...content, alias })).rejects.toMatchObject({ code: "bad-alias" });
  },
);
