import { randomBytes } from "node:crypto";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { privateKeyParts } from "./private-key-parts.ts";
import type { Scanner } from "./scanner.ts";

export interface PartnerKey {
  readonly alias: string;
  readonly certificateRequest: string;
  /** PKCS#8, DER. */
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

/** A pair as a partner makes it; its private half is looked for everywhere. */
export async function makePartnerKey(scanner: Scanner): Promise<PartnerKey> {
  const pair = await generateRsaKeyPair(2048);
  const alias = `key-${randomBytes(3).toString("hex")}`;
  addPrivateKey(scanner, `partner's ${alias}`, pair.privateKey);
  return {
    alias,
    certificateRequest: await createCertificateRequest({ commonName: alias }, pair),
    privateKey: pair.privateKey,
  };
}

/** @param pkcs8 DER */
export function addPrivateKey(scanner: Scanner, name: string, pkcs8: Uint8Array): void {
  for (const [part, value] of Object.entries(privateKeyParts(pkcs8)))
    scanner.add(`${part} of ${name}`, value);
}
