import { createSign, type KeyObject, randomBytes } from "node:crypto";
import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { readDer } from "@gatehouse/keystore/der/read";
import {
  assembleCertificate,
  buildTbsCertificate,
  type CertificateFields,
  keyIdentifier,
} from "@gatehouse/keystore/x509/create-certificate";
import { type Name, writeName } from "@gatehouse/keystore/x509/name";
import { readRsaPublicKey } from "@gatehouse/keystore/x509/public-key";
import { LintError, lintCertificate } from "./lint.ts";
import { authorityValidity, keyValidity } from "./validity.ts";

/** Signs what it is given by RSASSA-PKCS1-v1_5 with SHA-256; the key may be anywhere. */
export type Signer = (message: Bytes) => Promise<Bytes>;

export interface Issuer {
  /** Its certificate's subject, DER. */
  readonly name: Bytes;
  readonly keyIdentifier: Bytes;
  readonly notAfter: Date;
  readonly sign: Signer;
}

/** 127 random bits and never negative; CA/Browser Forum asks for 64 (RFC 5280 §4.1.2.2: at most 20 octets). */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

/**
 * A certificate for an encryption key: key encipherment, for `days`. It is linted before it is signed with the real key.
 *
 * @returns X.509, DER
 */
export async function issueKeyCertificate(
  issuer: Issuer,
  subject: Name,
  spki: Bytes,
  now: Date,
  days: number,
): Promise<Bytes> {
  const fields: CertificateFields = {
    serialNumber: serialNumber(),
    issuer: issuer.name,
    subject,
    ...keyValidity(now, days),
    publicKey: spki,
    certificateAuthority: null,
    keyUsage: ["keyEncipherment"],
    subjectKeyIdentifier: keyIdentifier(readRsaPublicKey(readDer(spki)).keyBits),
    authorityKeyIdentifier: issuer.keyIdentifier,
  };
  if (fields.notAfter > issuer.notAfter) throw new LintError("the certificate would outlive its issuer");
  return signLinted(fields, issuer.sign);
}

/** The authority's own certificate, self-signed. */
export async function issueAuthorityCertificate(
  name: Name,
  spki: Bytes,
  sign: Signer,
  now: Date,
): Promise<Bytes> {
  const identifier = keyIdentifier(readRsaPublicKey(readDer(spki)).keyBits);
  const fields: CertificateFields = {
    serialNumber: serialNumber(),
    issuer: writeName(name),
    subject: name,
    ...authorityValidity(now),
    publicKey: spki,
    certificateAuthority: { pathLength: 0 },
    keyUsage: ["keyCertSign", "cRLSign"],
    subjectKeyIdentifier: identifier,
    authorityKeyIdentifier: identifier,
  };
  return signLinted(fields, sign);
}

async function signLinted(fields: CertificateFields, sign: Signer): Promise<Bytes> {
  const tbsCertificate = buildTbsCertificate(fields);
  lintCertificate(tbsCertificate, fields);
  return assembleCertificate(tbsCertificate, await sign(tbsCertificate));
}

/** A signer with a key in this process. */
export function localSigner(privateKey: KeyObject): Signer {
  return async (message) => new Uint8Array(createSign("sha256").update(message).sign(privateKey));
}
