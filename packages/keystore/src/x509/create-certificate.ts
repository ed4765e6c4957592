import { sha1 } from "@noble/hashes/legacy.js";
import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  bitString,
  boolean,
  contextConstructed,
  contextPrimitive,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  time,
  unsignedInteger,
} from "../der/write.ts";
import { type Name, writeName } from "./name.ts";

/** Bits of KeyUsage (RFC 5280 §4.2.1.3) by their number. */
const KEY_USAGE_BIT = { keyEncipherment: 2, keyCertSign: 5, cRLSign: 6 } as const;

export interface CertificateFields {
  /** Positive, at most 20 octets, big-endian. */
  readonly serialNumber: Uint8Array;
  /** Name, DER: the issuer's subject to the octet (RFC 5280 §4.1.2.4). */
  readonly issuer: Bytes;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Bytes;
  /** Null for an end entity; otherwise how many certificate authorities may stand below this one. */
  readonly certificateAuthority: { readonly pathLength: number } | null;
  readonly keyUsage: readonly (keyof typeof KEY_USAGE_BIT)[];
  readonly subjectKeyIdentifier: Bytes;
  readonly authorityKeyIdentifier: Bytes;
}

/**
 * The TBSCertificate (RFC 5280 §4.1) to sign with sha256WithRSAEncryption, version 3. It stands apart from the signature, so that it can
 * be checked before the real key signs.
 */
export function buildTbsCertificate(fields: CertificateFields): Bytes {
  const extension = (oid: string, critical: boolean, value: Bytes) =>
    sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
  const basicConstraints =
    fields.certificateAuthority === null
      ? sequence()
      : sequence(boolean(true), integer(fields.certificateAuthority.pathLength));
  return sequence(
    contextConstructed(0, integer(2)),
    unsignedInteger(fields.serialNumber),
    signatureAlgorithm(),
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    writeName(fields.subject),
    fields.publicKey,
    contextConstructed(
      3,
      sequence(
        extension(OID.basicConstraints, true, basicConstraints),
        extension(OID.keyUsage, true, keyUsage(fields.keyUsage)),
        extension(OID.subjectKeyIdentifier, false, octetString(fields.subjectKeyIdentifier)),
        extension(
          OID.authorityKeyIdentifier,
          false,
          sequence(contextPrimitive(0, fields.authorityKeyIdentifier)),
        ),
      ),
    ),
  );
}

/** Joins what was signed and its signature to a Certificate, DER. */
export function assembleCertificate(tbsCertificate: Bytes, signature: Uint8Array): Bytes {
  return sequence(tbsCertificate, signatureAlgorithm(), bitString(signature));
}

/** Method 1 of RFC 5280 §4.2.1.2: SHA-1 over the subjectPublicKey bits. A name for the key, nothing rests on its strength. */
export function keyIdentifier(keyBits: Uint8Array): Bytes {
  return new Uint8Array(sha1(keyBits));
}

function signatureAlgorithm(): Bytes {
  return sequence(objectIdentifier(OID.sha256WithRsa), nullValue());
}

/** A BIT STRING with its trailing zero bits left out, as DER asks of named bit lists (X.690 §11.2.2). */
function keyUsage(uses: CertificateFields["keyUsage"]): Bytes {
  const bits = uses.map((use) => KEY_USAGE_BIT[use]);
  const octet = bits.reduce((value, bit) => value | (0x80 >> bit), 0);
  return bitString(Uint8Array.of(octet), 7 - Math.max(...bits));
}
