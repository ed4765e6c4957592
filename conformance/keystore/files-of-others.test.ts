import { execFile } from "node:child_process";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openKeyFile } from "@gatehouse/keystore/key-file/open-key-file";
import { encodePem } from "@gatehouse/keystore/pem/encode";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makePartnerKey } from "./make-partner-key.ts";

const PASSWORD = "correct horse 1";
const run = promisify(execFile);
const options = { env: { ...process.env, KEYSTORE_PASSWORD: PASSWORD }, timeout: 60_000 };

let folder: string;
let key: KeyObject;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-others-"));
  const made = await makePartnerKey(2048);
  key = createPrivateKey({ key: Buffer.from(made.privateKey), format: "der", type: "pkcs8" });
  await writeFile(at("key.pem"), encodePem("PRIVATE KEY", made.privateKey));
  await writeFile(at("cert.pem"), encodePem("CERTIFICATE", made.certificate));
  await openssl("pkcs12", "-export", ...pair(), "-out", at("source.p12"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
const NAMED = ["-name", "al", "-passout", "env:KEYSTORE_PASSWORD"];
/** What OpenSSL is told to export. */
const pair = () => ["-in", at("cert.pem"), "-inkey", at("key.pem"), ...NAMED];

async function openssl(...args: readonly string[]): Promise<void> {
  await run("openssl", args, options);
}

async function keytool(out: string, ...javaOptions: readonly string[]): Promise<void> {
  const source = ["-srckeystore", at("source.p12"), "-srcstoretype", "PKCS12", "-srcstorepass:env"];
  const target = ["-destkeystore", out, "-deststoretype", "PKCS12", "-deststorepass:env"];
  const args = [
    ...javaOptions,
    "-importkeystore",
    ...source,
    "KEYSTORE_PASSWORD",
    ...target,
    "KEYSTORE_PASSWORD",
  ];
  await run("keytool", args, options);
}

async function certtool(out: string, cipher: string): Promise<void> {
  const loaded = ["--load-certificate", at("cert.pem"), "--load-privkey", at("key.pem")];
  const named = ["--to-p12", "--p12-name", "al", `--password=${PASSWORD}`, "--pkcs-cipher", cipher];
  await run("certtool", [...loaded, ...named, "--outder", "--outfile", out], options);
}

const PYTHON = `
import os, sys
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate
key = load_pem_private_key(open(sys.argv[1], "rb").read(), None)
certificate = load_pem_x509_certificate(open(sys.argv[2], "rb").read())
encryption = BestAvailableEncryption(os.environ["KEYSTORE_PASSWORD"].encode())
open(sys.argv[3], "wb").write(pkcs12.serialize_key_and_certificates(b"al", key, certificate, None, encryption))
`;

const pkcs8 = (...how: readonly string[]) => {
  return (out: string) =>
    openssl(
      "pkcs8",
      "-topk8",
      "-in",
      at("key.pem"),
      "-passout",
      "env:KEYSTORE_PASSWORD",
      ...how,
      "-out",
      out,
    );
};
const pkcs12 = (...how: readonly string[]) => {
  return (out: string) => openssl("pkcs12", "-export", ...pair(), ...how, "-out", out);
};

const files: readonly { readonly name: string; make(out: string): Promise<void> }[] = [
  { name: "PKCS#12 by OpenSSL 3", make: pkcs12() },
  { name: "PKCS#12 by OpenSSL 1 (certificate by RC2-40)", make: pkcs12("-legacy") },
  {
    name: "PKCS#12 by OpenSSL, triple DES",
    make: pkcs12("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
  },
  {
    name: "PKCS#12 by OpenSSL, AES-128, SHA-512",
    make: pkcs12("-keypbe", "AES-128-CBC", "-macalg", "sha512"),
  },
  { name: "PKCS#12 by OpenSSL, with a MAC alone", make: pkcs12("-keypbe", "NONE", "-certpbe", "NONE") },
  { name: "PKCS#12 by Java keytool", make: (out) => keytool(out) },
  { name: "PKCS#12 by old Java", make: (out) => keytool(out, "-J-Dkeystore.pkcs12.legacy") },
  { name: "PKCS#12 by GnuTLS certtool, AES-256", make: (out) => certtool(out, "aes-256") },
  {
    name: "PKCS#12 by Python cryptography",
    make: async (out) => {
      await run("/usr/bin/python3", ["-c", PYTHON, at("key.pem"), at("cert.pem"), out], options);
    },
  },
  { name: "encrypted PEM by OpenSSL", make: pkcs8() },
  { name: "encrypted PEM by OpenSSL 1.0, triple DES", make: pkcs8("-v2", "des3", "-v2prf", "hmacWithSHA1") },
  { name: "encrypted PEM by PKCS#12's triple DES", make: pkcs8("-v1", "PBE-SHA1-3DES") },
  { name: "encrypted PEM, AES-128, SHA-512", make: pkcs8("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512") },
];

describe.each(files)("a key file of another maker: $name", ({ name, make }) => {
  test("is opened with its password, and not with another", async () => {
    const out = at(name.replaceAll(/\W+/g, "-"));
    await make(out);
    const file = new Uint8Array(await readFile(out));
    const [der] = await openKeyFile(file, PASSWORD);
    const opened = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
    expect(opened.equals(key)).toBe(true);
    await expect(openKeyFile(file, `${PASSWORD}?`)).rejects.toMatchObject({ code: "wrong-password" });
  });
});

test("all keys of a file with several are found", async () => {
  const other = at("other.pem");
  await openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=x",
    "-keyout",
    other,
    "-out",
    at("x.pem"),
  );
  await openssl("pkcs12", "-export", "-in", at("x.pem"), "-inkey", other, ...NAMED, "-out", at("second.p12"));
  const store = at("both.p12");
  await keytool(store);
  const args = ["-srckeystore", at("second.p12"), "-srcstorepass:env", "KEYSTORE_PASSWORD"];
  const target = ["-destkeystore", store, "-deststorepass:env", "KEYSTORE_PASSWORD"];
  await run(
    "keytool",
    ["-importkeystore", ...args, "-srcalias", "al", "-destalias", "b", ...target],
    options,
  );
  const opened = await openKeyFile(new Uint8Array(await readFile(store)), PASSWORD);
  const keys = opened.map((der) => createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" }));
  expect(keys).toHaveLength(2);
  expect(keys.some((each) => each.equals(key))).toBe(true);
});

test("a key in the clear is read, in PKCS#8 or PKCS#1, also with a certificate before it", async () => {
  await openssl("rsa", "-in", at("key.pem"), "-traditional", "-out", at("pkcs1.pem"));
  const both = `${await readFile(at("cert.pem"), "utf8")}\n${await readFile(at("key.pem"), "utf8")}`;
  for (const text of [await readFile(at("key.pem"), "utf8"), await readFile(at("pkcs1.pem"), "utf8"), both]) {
    const [der] = await openKeyFile(new Uint8Array(Buffer.from(text)), "");
    expect(createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" }).equals(key)).toBe(true);
  }
});

test("a file in a form that isn't read is refused with what to do instead", async () => {
  const password = ["-passout", "env:KEYSTORE_PASSWORD"];
  await openssl("rsa", "-in", at("key.pem"), "-traditional", "-aes256", ...password, "-out", at("old.pem"));
  await openssl("pkcs8", "-topk8", "-in", at("key.pem"), "-scrypt", ...password, "-out", at("scrypt.pem"));
  // NSS writes BER with indefinite lengths.
  await run("certutil", ["-N", "-d", `sql:${folder}`, "--empty-password"], options);
  const nss = ["-d", `sql:${folder}`, "-W", PASSWORD, "-K", ""];
  await run("pk12util", ["-i", at("source.p12"), ...nss], options);
  await run("pk12util", ["-o", at("nss.p12"), "-n", "al", ...nss], options);
  const open = async (name: string) => openKeyFile(new Uint8Array(await readFile(at(name))), PASSWORD);
  await expect(open("old.pem")).rejects.toThrow(/openssl pkcs8 -topk8/);
  await expect(open("scrypt.pem")).rejects.toThrow(/isn't read here/);
  await expect(open("nss.p12")).rejects.toThrow(/openssl pkcs12/);
  await expect(open("cert.pem")).rejects.toThrow(/This is a CERTIFICATE/);
});
