import { createPrivateKey } from "node:crypto";
import { expect, test } from "vitest";
import { generateRsaKeyPair } from "../pkcs8/generate-key-pair.ts";
import { assembleCertificate, buildTbsCertificate, keyIdentifier } from "../x509/create-certificate.ts";
import { writeName } from "../x509/name.ts";
import { openKeyFile } from "./open-key-file.ts";
import { KEY_FORMATS, keyFileName, writeKeyFile } from "./write-key-file.ts";

const pair = await generateRsaKeyPair(2048);
const id = keyIdentifier(pair.publicKey);
const tbs = buildTbsCertificate({
  serialNumber: Uint8Array.of(1),
  issuer: writeName({ commonName: "Test" }),
  subject: { commonName: "Test" },
  notBefore: new Date("2026-01-01T00:00:00Z"),
  notAfter: new Date("2027-01-01T00:00:00Z"),
  publicKey: pair.publicKey,
  certificateAuthority: null,
  keyUsage: ["keyEncipherment"],
  subjectKeyIdentifier: id,
  authorityKeyIdentifier: id,
});
const certificate = assembleCertificate(tbs, await pair.sign(tbs));
const { privateKey } = pair;
const content = { privateKey, certificate, chain: [], alias: "key", password: "correct horse" };
const key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });

test.each(KEY_FORMATS)(
  "the form %s holds the key, and only the one in the clear opens without the password",
  async (format) => {
    const file = await writeKeyFile(content, format);
    const [opened] = await openKeyFile(file, content.password);
    expect(createPrivateKey({ key: Buffer.from(opened), format: "der", type: "pkcs8" }).equals(key)).toBe(
      true,
    );
    const otherwise = await openKeyFile(file, "another password").then(
      () => "opened",
      (error: { code: string }) => error.code,
    );
    expect(otherwise).toBe(format === "plain-pem" ? "opened" : "wrong-password");
  },
);

test("no form takes the name of another, nor that of the certificate", () => {
  const name = "payroll-SANDBOX-mastercard-encryption-key";
  const names = KEY_FORMATS.map((format) => keyFileName(`${name}.p12`, format));
  expect(names[0]).toBe(`${name}.p12`);
  expect(new Set([...names, `${name}.pem`]).size).toBe(5);
});
