import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Bytes } from "../der/bytes.ts";
import { KeystoreError } from "../keystore-error.ts";
import { decodePem } from "../pem/decode.ts";
import { encodePem } from "../pem/encode.ts";
import { generateRsaKeyPair } from "../pkcs8/generate-key-pair.ts";
import { createCertificateRequest } from "./create-request.ts";
import { parseCertificateRequest } from "./parse-request.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-pkcs10-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LABEL = "CERTIFICATE REQUEST";
const pair = await generateRsaKeyPair(2048);
const own = await createCertificateRequest(
  { commonName: "Zoë's client", organization: "Åse & Co", country: "US" },
  pair,
);

/** A modulus of several primes is made in a tenth of the time, and a request doesn't show how many there are (RFC 8017 §3.1). */
const MANY_PRIMES = ["-pkeyopt", "rsa_keygen_primes:4"];

function openssl(...args: readonly string[]): string {
  return execFileSync("openssl", ["req", "-new", "-nodes", "-keyout", join(folder, "k.pem"), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

test("a request says who, which key, and how it is signed", async () => {
  const request = await parseCertificateRequest(own);
  expect(request).toMatchObject({
    commonName: "Zoë's client",
    subject: "C=US, O=Åse & Co, CN=Zoë's client",
    signatureAlgorithm: "sha256WithRSAEncryption",
    keyId: createHash("sha256").update(pair.publicKey).digest("hex"),
  });
  expect(request.publicKey).toMatchObject({ bits: 2048, exponent: 65_537 });
});

test("OpenSSL verifies our request and reads the same name and key", () => {
  const file = join(folder, "own.pem");
  writeFileSync(file, own);
  const text = execFileSync(
    "openssl",
    ["req", "-in", file, "-verify", "-noout", "-subject", "-nameopt", "utf8", "-pubkey"],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  expect(text).toMatch(/CN\s?=\s?Zoë's client/);
  const [pem] = /-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/.exec(text) ?? [];
  const spki = createPublicKey(pem ?? "").export({ type: "spki", format: "der" });
  expect(Buffer.compare(spki, pair.publicKey)).toBe(0);
});

test.each([
  ["with SHA-256", ["-newkey", "rsa:2048", "-sha256", "-subj", "/CN=x"], "sha256WithRSAEncryption"],
  [
    "with SHA-384 and RSA-3072",
    ["-newkey", "rsa:3072", "-sha384", "-subj", "/CN=x"],
    "sha384WithRSAEncryption",
  ],
  [
    "with SHA-512 and RSA-4096",
    ["-newkey", "rsa:4096", ...MANY_PRIMES, "-sha512", "-subj", "/CN=x"],
    "sha512WithRSAEncryption",
  ],
  [
    "with extensions and many names",
    [
      "-newkey",
      "rsa:2048",
      "-subj",
      "/C=US/ST=Utah/L=Provo/O=Org/OU=Unit/CN=x/emailAddress=a@b.c",
      "-addext",
      "subjectAltName=DNS:x",
    ],
    "sha256WithRSAEncryption",
  ],
])("a request that OpenSSL has made %s is taken", async (_what, args, algorithm) => {
  expect(await parseCertificateRequest(openssl(...args))).toMatchObject({
    commonName: "x",
    signatureAlgorithm: algorithm,
  });
});

test.each([
  ["of RSA-1024", ["-newkey", "rsa:1024", "-subj", "/CN=x"], "weak-key"],
  [
    "of RSA-8192 or any above 4096 bits",
    ["-newkey", "rsa:4104", ...MANY_PRIMES, "-subj", "/CN=x"],
    "key-too-large",
  ],
  [
    "with the exponent 3",
    ["-newkey", "rsa:2048", "-pkeyopt", "rsa_keygen_pubexp:3", "-subj", "/CN=x"],
    "bad-exponent",
  ],
  [
    "of an EC key",
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=x"],
    "unsupported-key",
  ],
  ["of an Ed25519 key", ["-newkey", "ed25519", "-subj", "/CN=x"], "unsupported-key"],
  ["signed with SHA-1", ["-newkey", "rsa:2048", "-sha1", "-subj", "/CN=x"], "weak-signature"],
  [
    "signed with RSA-PSS",
    ["-newkey", "rsa:2048", "-sigopt", "rsa_padding_mode:pss", "-subj", "/CN=x"],
    "unsupported-signature",
  ],
  ["without a Common Name", ["-newkey", "rsa:2048", "-subj", "/O=Org"], "no-common-name"],
])("a request %s is refused with the reason", async (_what, args, code) => {
  await expect(parseCertificateRequest(openssl(...args))).rejects.toMatchObject({
    name: "KeystoreError",
    code,
  });
});

test("a request for another's key, signed by one's own, is refused", async () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const stolen = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const request = await createCertificateRequest({ commonName: "thief" }, { ...pair, publicKey: stolen });
  await expect(parseCertificateRequest(request)).rejects.toMatchObject({ code: "bad-signature" });
});

test("a request in which any one octet is changed is refused, each time with a reason and never by a crash", async () => {
  const der = decodePem(own, [LABEL]);
  for (let at = 0; at < der.length; at += 3) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const changed = Uint8Array.from(der) as Bytes;
      changed[at] = (changed[at] ?? 0) ^ flip;
      const outcome = await parseCertificateRequest(encodePem(LABEL, changed)).catch(
        (error: unknown) => error,
      );
      // The parameters of the outer algorithm are not signed (RFC 2986 §4.2); all else is.
      if (!(outcome instanceof Error)) expect(at).toBeGreaterThan(der.length - 265);
      else expect([at, flip, outcome.name]).toEqual([at, flip, "KeystoreError"]);
    }
  }
});

test("a request that ends anywhere too early is refused", async () => {
  const der = decodePem(own, [LABEL]);
  for (let length = 1; length < der.length; length += 7) {
    await expect(parseCertificateRequest(encodePem(LABEL, der.subarray(0, length)))).rejects.toBeInstanceOf(
      KeystoreError,
    );
  }
});

test.each([
  ["an empty Common Name", { commonName: "" }],
  ["a Common Name of 65 letters", { commonName: "x".repeat(65) }],
  ["a control character", { commonName: "a\nb" }],
  ["a country of three letters", { commonName: "x", country: "USA" }],
])("our own request is not made with %s", async (_what, name) => {
  await expect(createCertificateRequest(name, pair)).rejects.toMatchObject({ code: "bad-name" });
});
