import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import type { Bytes } from "../der/bytes.ts";
import { childrenOf, type DerElement, readDer, readOctetString } from "../der/read.ts";
import { TAG } from "../der/write.ts";
import { generateRsaKeyPair } from "../pkcs8/generate-key-pair.ts";
import { assembleCertificate, buildTbsCertificate, keyIdentifier } from "../x509/create-certificate.ts";
import { writeName } from "../x509/name.ts";
import { readRsaPublicKey } from "../x509/public-key.ts";
import { createCompatiblePkcs12 } from "./create-compatible-pkcs12.ts";
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
const compatible = await createCompatiblePkcs12(content);

test.each([
  { name: "key file", made: file, certificates: [certificate, certificate] },
  // One certificate, whatever the chain: Go's Decode refuses more.
  { name: "compatibility key file", made: compatible, certificates: [certificate] },
])("a $name opens again with its password: key, certificates and alias are the same", async (each) => {
  const opened = await openPkcs12(each.made, content.password);
  expect(opened.keys).toEqual([{ alias: "my key", privateKey: pair.privateKey }]);
  expect(opened.certificates).toEqual(each.certificates);
  const key = createPrivateKey({ key: Buffer.from(opened.keys[0].privateKey), format: "der", type: "pkcs8" });
  expect(new X509Certificate(opened.certificates[0] ?? "").checkPrivateKey(key)).toBe(true);
});

test("another password is refused as such", async () => {
  for (const made of [file, compatible]) {
    await expect(openPkcs12(made, "correct horsf")).rejects.toMatchObject({ code: "wrong-password" });
  }
});

test("no two files have the same salt or vector, nor two parts of one", async () => {
  const parts = (der: Bytes): string[] => {
    const found: string[] = [];
    const walk = (element: DerElement): void => {
      if (element.tag === TAG.octetString && [8, 16].includes(element.content.length)) {
        found.push(Buffer.from(element.content).toString("hex"));
      } else if ((element.tag & 0x20) !== 0) for (const child of childrenOf(element)) walk(child);
    };
    const whole = readDer(der);
    walk(whole);
    const [, info] = childrenOf(whole);
    const content = info === undefined ? [] : childrenOf(info);
    if (content[1] !== undefined) walk(readDer(readOctetString(childrenOf(content[1])[0])));
    return found;
  };
  const all = [...parts(file), ...parts(compatible), ...parts(await createCompatiblePkcs12(content))];
  expect(all.length).toBeGreaterThanOrEqual(6);
  expect(new Set(all).size).toBe(all.length);
});

test("a file in which any one octet of the protected part is changed is refused", async () => {
  for (const made of [file, compatible]) {
    for (let at = 40; at < made.length; at += 311) {
      const changed = Uint8Array.from(made) as Bytes;
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      await expect(openPkcs12(changed, content.password)).rejects.toMatchObject({ name: "KeystoreError" });
    }
  }
});

test.each(["short", "pässword-long-enough", "tab\tin password", "x".repeat(129)])(
  "the password %j can't protect a file",
  async (password) => {
    for (const create of [createPkcs12, createCompatiblePkcs12]) {
      await expect(create({ ...content, password })).rejects.toMatchObject({ code: "bad-password" });
    }
  },
);

test.each(["", "x".repeat(65), "naïve", " leading", "trailing ", "new\nline", "<b>"])(
  "the alias %j is refused",
  async (alias) => {
    await expect(createPkcs12({ ...content, alias })).rejects.toMatchObject({ code: "bad-alias" });
  },
);
