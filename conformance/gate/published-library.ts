import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import forge from "node-forge";

/** The part of the unmodified npm package `mastercard-client-encryption` that is used here; it brings no types. */
export interface PublishedEncryption {
  encrypt(
    endpoint: string,
    header: Record<string, string>,
    body: unknown,
  ): { header: Record<string, string>; body: unknown };
  decrypt(response: {
    request: { url: string };
    body: unknown;
    header?: Readonly<Record<string, string | string[] | undefined>>;
  }): unknown;
}

interface PublishedLibrary {
  readonly JweEncryption: new (config: object) => PublishedEncryption;
  readonly FieldLevelEncryption: new (config: object) => PublishedEncryption;
}

export const published: PublishedLibrary = createRequire(import.meta.url)("mastercard-client-encryption");

export interface PairOnDisk {
  readonly certificate: string;
  readonly privateKey: string;
  readonly certificateDer: Buffer;
  readonly privateKeyPem: string;
}

/** A pair with a certificate, as files: the library reads nothing else. */
export function pairOnDisk(folder: string, name: string): PairOnDisk {
  const keys = forge.pki.rsa.generateKeyPair(2_048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = "01";
  certificate.validity.notBefore = new Date(Date.now() - 60_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  certificate.setSubject([{ name: "commonName", value: name }]);
  certificate.setIssuer([{ name: "commonName", value: name }]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  const privateKeyPem = forge.pki.privateKeyInfoToPem(
    forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(keys.privateKey)),
  );
  const paths = { certificate: join(folder, `${name}.pem`), privateKey: join(folder, `${name}.key`) };
  writeFileSync(paths.certificate, forge.pki.certificateToPem(certificate));
  writeFileSync(paths.privateKey, privateKeyPem);
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  return { ...paths, certificateDer: Buffer.from(der, "latin1"), privateKeyPem };
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "gatehouse-"));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}
