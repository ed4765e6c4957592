import { type Bytes, toHex } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  childrenOf,
  type DerElement,
  expectTag,
  readDer,
  readObjectIdentifier,
  readOctetString,
  readSequence,
  readTime,
  readUnsigned,
} from "../der/read.ts";
import { TAG } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { commonNameOf, describeName, readName } from "./name.ts";
import { type RsaPublicKey, readRsaPublicKey } from "./public-key.ts";

/** What a page and a linter want to know of a certificate. Its signature is not checked here. */
export interface Certificate {
  readonly der: Bytes;
  readonly tbsCertificate: Bytes;
  /** Lower-case hex. */
  readonly serialNumber: string;
  readonly issuer: string;
  readonly subject: string;
  /** Names as they stand in the certificate, DER. */
  readonly issuerName: Bytes;
  readonly subjectName: Bytes;
  readonly commonName: string | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: RsaPublicKey;
  readonly extensions: readonly Extension[];
}

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Bytes;
}

/** @throws {KeystoreError} malformed and what the public key can be refused for */
export function parseCertificate(der: Bytes): Certificate {
  const [tbs] = readSequence(readDer(der));
  const parts = readSequence(tbs);
  const [version, serial, , issuer, validity, subject, spki, ...rest] = parts;
  if (tbs === undefined || version?.tag !== 0xa0 || spki === undefined) {
    throw new KeystoreError("malformed", "This is not a version 3 certificate.");
  }
  const [notBefore, notAfter] = readSequence(validity);
  const subjectAttributes = readName(subject);
  const wrapped = rest.find((part) => part.tag === 0xa3);
  return {
    der,
    tbsCertificate: tbs.whole,
    serialNumber: toHex(readUnsigned(serial)),
    issuer: describeName(readName(issuer)),
    subject: describeName(subjectAttributes),
    issuerName: expectTag(issuer, TAG.sequence).whole,
    subjectName: expectTag(subject, TAG.sequence).whole,
    commonName: commonNameOf(subjectAttributes),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    publicKey: readRsaPublicKey(spki),
    extensions: wrapped === undefined ? [] : readSequence(childrenOf(wrapped)[0]).map(readExtension),
  };
}

function readExtension(element: DerElement): Extension {
  const [oid, second, third] = readSequence(element);
  const critical = second?.tag === TAG.boolean;
  if (critical && expectTag(second, TAG.boolean).content[0] !== 0xff) {
    throw new KeystoreError("malformed", "An extension is marked as not critical, which DER leaves out.");
  }
  return { oid: readObjectIdentifier(oid), critical, value: readOctetString(critical ? third : second) };
}

/** The value of an extension, or null. */
export function extensionOf(certificate: Certificate, name: keyof typeof OID): Extension | null {
  return certificate.extensions.find((extension) => extension.oid === OID[name]) ?? null;
}
