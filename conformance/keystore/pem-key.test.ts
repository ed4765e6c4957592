import { createPrivateKey, type KeyObject } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePem } from "@gatehouse/keystore/pem/encode";
import { encryptPrivateKey } from "@gatehouse/keystore/pkcs8/encrypt-private-key";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pemTools } from "./pem-tools.ts";

// Every printable sign is in this password: each tool must read them all alike.
const PASSWORD = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ aZ09`;

let folder: string;
let key: KeyObject;
let encrypted: string;
let plain: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-pem-"));
  const { privateKey } = await generateRsaKeyPair(2048);
  key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });
  encrypted = join(folder, "encrypted.pem");
  await writeFile(encrypted, await encryptPrivateKey(privateKey, PASSWORD));
  plain = join(folder, "plain.pem");
  await writeFile(plain, encodePem("PRIVATE KEY", privateKey));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each(pemTools)("an encrypted private key is read by $name with its password", async (tool) => {
  expect((await tool.open(encrypted, PASSWORD)).equals(key)).toBe(true);
});

test.each(pemTools)("an encrypted private key is refused by $name with another password", async (tool) => {
  await expect(tool.open(encrypted, `${PASSWORD.slice(0, -1)}?`)).rejects.toThrow();
});

test.each(pemTools)("a private key in the clear is read by $name", async (tool) => {
  expect((await tool.open(plain, PASSWORD)).equals(key)).toBe(true);
});
