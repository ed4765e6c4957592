import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { encodePem } from "../pem/encode.ts";
import { encryptPrivateKey } from "./encrypt-private-key.ts";
import { generateRsaKeyPair } from "./generate-key-pair.ts";
import { openPrivateKey } from "./open-private-key.ts";

const PASSWORD = "correct horse";
const { privateKey } = await generateRsaKeyPair(2048);
const pem = await encryptPrivateKey(privateKey, PASSWORD);

test("an encrypted private key says so in its first line and opens with its password, for Node.js as well", async () => {
  expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
  expect(await openPrivateKey(pem, PASSWORD)).toEqual(privateKey);
  const key = createPrivateKey({ key: pem, passphrase: PASSWORD });
  expect(Buffer.compare(key.export({ type: "pkcs8", format: "der" }), privateKey)).toBe(0);
});

// One wrong password in 256 decrypts to something with a good padding; that is no key all the same.
test("no other password opens it, and each is refused as such", async () => {
  const quick = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: PASSWORD,
  });
  for (let guess = 0; guess < 1_000; guess += 1) {
    await expect(openPrivateKey(String(quick), `guess ${guess}`)).rejects.toMatchObject({
      code: "wrong-password",
    });
  }
});

test.each(["", "short", "pässword-long-enough"])("the password %j can't protect a key", async (password) => {
  await expect(encryptPrivateKey(privateKey, password)).rejects.toMatchObject({ code: "bad-password" });
});

test("a key in the clear is read without a password, two keys are refused", async () => {
  const plain = encodePem("PRIVATE KEY", privateKey);
  expect(await openPrivateKey(`Bag Attributes\r\n${plain.replaceAll("\n", "\r\n")}`, "")).toEqual(privateKey);
  await expect(openPrivateKey(plain + plain, "")).rejects.toMatchObject({ code: "unsupported-file" });
});

test.each([
  [
    "an EC key",
    "PRIVATE KEY",
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
    "unsupported-key",
  ],
  ["an EC key in a form of its own", "EC PRIVATE KEY", null, "unsupported-file"],
  ["an OpenSSH key", "OPENSSH PRIVATE KEY", null, "unsupported-file"],
  ["no key", "CERTIFICATE", null, "not-pem"],
])("%s is refused by name", async (_what, label, key, code) => {
  const der = key?.export({ type: "pkcs8", format: "der" }) ?? Buffer.from([0x30, 0x00]);
  await expect(openPrivateKey(encodePem(label, der), PASSWORD)).rejects.toMatchObject({ code });
});
