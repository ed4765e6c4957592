import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDer } from "@gatehouse/keystore/der/read";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createPkcs12 } from "@gatehouse/keystore/pkcs12/create-pkcs12";
import {
  assembleCertificate,
  buildTbsCertificate,
  keyIdentifier,
} from "@gatehouse/keystore/x509/create-certificate";
import { writeName } from "@gatehouse/keystore/x509/name";
import { readRsaPublicKey } from "@gatehouse/keystore/x509/public-key";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tools } from "./tools.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-keystore-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const cases = [
  { bits: 3072, alias: "Key 3072", password: "correct horse 1" },
  // Every printable sign is in this password: each tool must read them all alike.
  { bits: 4096, alias: "k", password: ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ aZ09` },
] as const;

describe.each(cases)("a key file with RSA-$bits", ({ bits, alias, password }) => {
  let file: string;
  let privateKey: Buffer;
  let certificate: Uint8Array;
  beforeAll(async () => {
    const pair = await generateRsaKeyPair(bits);
    const issuer = await generateRsaKeyPair(2048);
    const skid = keyIdentifier(readRsaPublicKey(readDer(pair.publicKey)).keyBits);
    const issuerId = keyIdentifier(readRsaPublicKey(readDer(issuer.publicKey)).keyBits);
    const life = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2051-01-01T00:00:00Z") };
    const issuerTbs = buildTbsCertificate({
      ...life,
      serialNumber: Uint8Array.of(0x11, 2, 3),
      issuer: writeName({ commonName: "Issuer" }),
      subject: { commonName: "Issuer" },
      publicKey: issuer.publicKey,
      certificateAuthority: { pathLength: 0 },
      keyUsage: ["keyCertSign"],
      subjectKeyIdentifier: issuerId,
      authorityKeyIdentifier: issuerId,
    });
    const tbs = buildTbsCertificate({
      ...life,
      serialNumber: Uint8Array.of(0x7f, 1, 2, 3),
      issuer: writeName({ commonName: "Issuer" }),
      subject: { commonName: "Åse & Co", organization: "Partner" },
      publicKey: pair.publicKey,
      certificateAuthority: null,
      keyUsage: ["keyEncipherment"],
      subjectKeyIdentifier: skid,
      authorityKeyIdentifier: issuerId,
    });
    certificate = assembleCertificate(tbs, await issuer.sign(tbs));
    const chain = [assembleCertificate(issuerTbs, await issuer.sign(issuerTbs))];
    privateKey = Buffer.from(pair.privateKey);
    const made = await createPkcs12({
      privateKey: pair.privateKey,
      certificate: assembleCertificate(tbs, await issuer.sign(tbs)),
      chain,
      alias,
      password,
    });
    file = join(folder, `${bits}.p12`);
    await writeFile(file, made);
  });

  test.each(tools)("opens with $name: alias, key and certificate match", async (tool) => {
    const found = await tool.open(file, password);
    const own = new X509Certificate(certificate);
    expect(found.certificate).toBe(own.fingerprint256.replaceAll(":", "").toLowerCase());
    if (found.alias !== null) expect(found.alias.toLowerCase()).toBe(alias.toLowerCase());
    if (found.certificates !== null) expect(found.certificates).toBe(2);
    if (found.privateKey !== null) {
      const key = createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" });
      expect(found.privateKey.equals(key)).toBe(true);
      expect(own.publicKey.equals(createPublicKey(found.privateKey))).toBe(true);
    }
  });

  test.each(tools)("is refused by $name with another password", async (tool) => {
    await expect(tool.open(file, `${password.slice(0, -1)}?`)).rejects.toThrow();
  });
});
