import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCompatiblePkcs12 } from "@gatehouse/keystore/pkcs12/create-compatible-pkcs12";
import { createPkcs12 } from "@gatehouse/keystore/pkcs12/create-pkcs12";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makePartnerKey, type PartnerKey } from "./make-partner-key.ts";
import { openWithGo, openWithGoToPem } from "./open-with-go.ts";
import { tools } from "./tools.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-keystore-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const go = [
  { name: "Go x/crypto/pkcs12 Decode", open: openWithGo },
  { name: "Go x/crypto/pkcs12 ToPEM", open: openWithGoToPem },
];

const cases = [
  // Every printable sign is in this password: each tool must read them all alike.
  { bits: 3072, alias: "k", password: ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ aZ09` },
  ...(process.env.GATEHOUSE_LONG === "1"
    ? [{ bits: 4096, alias: "Key 4096", password: "correct horse 1" } as const]
    : []),
] as const;

const formats = [
  { format: "key file", create: createPkcs12, readers: tools, certificates: 2 },
  {
    format: "compatibility key file",
    create: createCompatiblePkcs12,
    readers: [...tools, ...go],
    certificates: 1,
  },
] as const;

describe.each(cases.flatMap((each) => formats.map((format) => ({ ...each, ...format }))))(
  "a $format with RSA-$bits",
  ({ bits, alias, password, create, readers, certificates }) => {
    let file: string;
    let key: PartnerKey;
    beforeAll(async () => {
      key = await makePartnerKey(bits);
      file = join(folder, `${create.name}-${bits}.p12`);
      await writeFile(file, await create({ ...key, alias, password }));
    });

    test.each(readers)("opens with $name: alias, key and certificate match", async (tool) => {
      const found = await tool.open(file, password);
      const own = new X509Certificate(key.certificate);
      expect(found.certificate).toBe(own.fingerprint256.replaceAll(":", "").toLowerCase());
      if (found.alias !== null) expect(found.alias.toLowerCase()).toBe(alias.toLowerCase());
      if (found.certificates !== null) expect(found.certificates).toBe(certificates);
      if (found.privateKey !== null) {
        const made = createPrivateKey({ key: Buffer.from(key.privateKey), format: "der", type: "pkcs8" });
        expect(found.privateKey.equals(made)).toBe(true);
        expect(own.publicKey.equals(createPublicKey(found.privateKey))).toBe(true);
      }
    });

    test.each(readers)("is refused by $name with another password", async (tool) => {
      await expect(tool.open(file, `${password.slice(0, -1)}?`)).rejects.toThrow();
    });
  },
);
