import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Bytes } from "../der/bytes.ts";
import { type DerElement, readBitString, readDer, readPair } from "../der/read.ts";
import { bitString, nullValue, sequence } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { encodePem } from "../pem/encode.ts";
import { generateRsaKeyPair } from "../pkcs8/generate-key-pair.ts";
import { assembleCertificate, buildTbsCertificate, keyIdentifier } from "./create-certificate.ts";
import { writeName } from "./name.ts";
import { extensionOf, parseCertificate } from "./parse-certificate.ts";
import { readRsaPublicKey } from "./public-key.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-x509-"));
afterAll(() => rmSync(folder, { recursive: true }));

const issuer = await generateRsaKeyPair(2048);
const subject = await generateRsaKeyPair(2048);
const idOf = (spki: Bytes) => keyIdentifier(readRsaPublicKey(readDer(spki)).keyBits);
const life = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2055-06-01T12:34:56Z") };
const authorityTbs = buildTbsCertificate({
  ...life,
  serialNumber: Uint8Array.of(0x01),
  issuer: writeName({ commonName: "Authority" }),
  subject: { commonName: "Authority" },
  publicKey: issuer.publicKey,
  certificateAuthority: { pathLength: 0 },
  keyUsage: ["keyCertSign", "cRLSign"],
  subjectKeyIdentifier: idOf(issuer.publicKey),
  authorityKeyIdentifier: idOf(issuer.publicKey),
});
const tbs = buildTbsCertificate({
  ...life,
  serialNumber: Uint8Array.of(0x8f, 2, 3, 4),
  issuer: writeName({ commonName: "Authority" }),
  subject: { commonName: "Zoë", organization: "Åse & Co", country: "US" },
  publicKey: subject.publicKey,
  certificateAuthority: null,
  keyUsage: ["keyEncipherment"],
  subjectKeyIdentifier: idOf(subject.publicKey),
  authorityKeyIdentifier: idOf(issuer.publicKey),
});
const authority = assembleCertificate(authorityTbs, await issuer.sign(authorityTbs));
const certificate = assembleCertificate(tbs, await issuer.sign(tbs));

function writePem(name: string, der: Bytes): string {
  const file = join(folder, name);
  writeFileSync(file, encodePem("CERTIFICATE", der));
  return file;
}

test("OpenSSL verifies the certificate against its authority, strictly", () => {
  const args = [
    "verify",
    "-x509_strict",
    "-CAfile",
    writePem("ca.pem", authority),
    writePem("key.pem", certificate),
  ];
  expect(execFileSync("openssl", args, { encoding: "utf8" })).toContain("OK");
});

test("OpenSSL reads the extensions as they were meant", () => {
  const args = ["x509", "-in", writePem("key.pem", certificate), "-noout", "-text"];
  const text = execFileSync("openssl", args, { encoding: "utf8" });
  expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
  expect(text).toMatch(/X509v3 Key Usage: critical\s+Key Encipherment\n/);
  const id = (spki: Bytes) => Buffer.from(idOf(spki)).toString("hex").toUpperCase().match(/../g)?.join(":");
  expect(text).toMatch(new RegExp(`Subject Key Identifier:\\s+${id(subject.publicKey)}`));
  expect(text).toMatch(new RegExp(`Authority Key Identifier:\\s+(keyid:)?${id(issuer.publicKey)}`));
});

test("what is read of a certificate is what Node.js reads", () => {
  const own = parseCertificate(certificate);
  const other = new X509Certificate(certificate);
  expect(own.serialNumber.toUpperCase()).toBe(other.serialNumber);
  expect([own.notBefore, own.notAfter]).toEqual([other.validFromDate, other.validToDate]);
  expect(own.notAfter).toEqual(life.notAfter);
  expect(own).toMatchObject({
    commonName: "Zoë",
    subject: "C=US, O=Åse & Co, CN=Zoë",
    issuer: "CN=Authority",
  });
  expect(Buffer.compare(own.publicKey.spki, other.publicKey.export({ type: "spki", format: "der" }))).toBe(0);
  expect(other.checkIssued(new X509Certificate(authority))).toBe(true);
  expect(extensionOf(own, "keyUsage")?.critical).toBe(true);
});

test("a certificate with any octet of its structure changed is read or refused, never worse", () => {
  for (let at = 0; at < certificate.length; at += 1) {
    const changed = Uint8Array.from(certificate) as Bytes;
    changed[at] = (changed[at] ?? 0) ^ 0x81;
    try {
      parseCertificate(changed);
    } catch (error) {
      expect(error).toBeInstanceOf(KeystoreError);
    }
  }
});

test("a key with anything beside its own parts is refused: its kid would be another for the same key", () => {
  const [algorithm, key] = readPair(readDer(subject.publicKey));
  const [modulus, exponent] = readPair(readDer(readBitString(key)));
  const whole = (...parts: readonly DerElement[]) => parts.map((part) => part.whole);
  const numbers = bitString(sequence(...whole(modulus, exponent)));
  expect(readRsaPublicKey(readDer(sequence(algorithm.whole, numbers))).bits).toBe(2048);
  for (const changed of [
    sequence(algorithm.whole, numbers, nullValue()),
    sequence(algorithm.whole),
    sequence(algorithm.whole, bitString(sequence(...whole(modulus, exponent, exponent)))),
    sequence(algorithm.whole, bitString(sequence(modulus.whole))),
    sequence(sequence(...whole(...readPair(algorithm)), nullValue()), numbers),
  ]) {
    expect(() => readRsaPublicKey(readDer(changed))).toThrow(KeystoreError);
  }
});

test("keys of other kinds and sizes are refused by name", () => {
  const spki = ({ publicKey }: { publicKey: KeyObject }) =>
    readDer(new Uint8Array(publicKey.export({ type: "spki", format: "der" })));
  const code = (element: ReturnType<typeof spki>) => {
    try {
      return readRsaPublicKey(element).bits;
    } catch (error) {
      return (error as KeystoreError).code;
    }
  };
  expect(code(spki(generateKeyPairSync("rsa", { modulusLength: 2047 })))).toBe("weak-key");
  expect(code(spki(generateKeyPairSync("rsa", { modulusLength: 2048 })))).toBe(2048);
  expect(code(spki(generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 })))).toBe(
    "bad-exponent",
  );
  expect(code(spki(generateKeyPairSync("rsa-pss", { modulusLength: 2048 })))).toBe("unsupported-key");
  expect(code(spki(generateKeyPairSync("ed25519")))).toBe("unsupported-key");
});
