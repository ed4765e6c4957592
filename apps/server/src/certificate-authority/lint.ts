import { X509Certificate } from "node:crypto";
import { type Bytes, equalBytes, toHex } from "@gatehouse/keystore/der/bytes";
import { OID } from "@gatehouse/keystore/der/object-identifiers";
import { assembleCertificate, type CertificateFields } from "@gatehouse/keystore/x509/create-certificate";
import { writeName } from "@gatehouse/keystore/x509/name";
import { parseCertificate } from "@gatehouse/keystore/x509/parse-certificate";

/** A certificate that must not be signed. It is our own mistake, never the caller's. */
export class LintError extends Error {
  override readonly name = "LintError";
}

/** An empty signature of the right size stands in for the real one, which is only made for what has passed. */
const NO_SIGNATURE = new Uint8Array(256);

/**
 * Reads the certificate back, with our own reader and with OpenSSL's, and holds every field against what was meant (RFC 5280 §4.1, §4.2).
 *
 * @throws {LintError}
 */
export function lintCertificate(tbsCertificate: Bytes, meant: CertificateFields): void {
  const der = assembleCertificate(tbsCertificate, NO_SIGNATURE);
  const own = parseCertificate(der);
  const other = new X509Certificate(der);
  const serial = toHex(meant.serialNumber);
  const wanted = [OID.basicConstraints, OID.keyUsage, OID.subjectKeyIdentifier, OID.authorityKeyIdentifier];

  const checks: readonly (readonly [boolean, string])[] = [
    [own.serialNumber === serial && other.serialNumber.toLowerCase() === serial, "serial number"],
    [
      meant.serialNumber.length <= 20 && (meant.serialNumber[0] ?? 0x80) < 0x80,
      "sign or length of the serial number",
    ],
    [own.notBefore.getTime() === meant.notBefore.getTime(), "notBefore"],
    [own.notAfter.getTime() === meant.notAfter.getTime(), "notAfter"],
    [other.validFromDate.getTime() === meant.notBefore.getTime(), "notBefore as OpenSSL reads it"],
    [other.validToDate.getTime() === meant.notAfter.getTime(), "notAfter as OpenSSL reads it"],
    [meant.notAfter > meant.notBefore, "order of the dates"],
    [equalBytes(own.issuerName, meant.issuer), "issuer"],
    [equalBytes(own.subjectName, writeName(meant.subject)), "subject"],
    [equalBytes(own.publicKey.spki, meant.publicKey), "public key"],
    [other.publicKey.asymmetricKeyType === "rsa", "kind of the public key"],
    [other.ca === (meant.certificateAuthority !== null), "basic constraints"],
    [
      own.extensions.length === wanted.length &&
        wanted.every((oid) => own.extensions.some((found) => found.oid === oid)),
      "extensions",
    ],
    [
      own.extensions.every(
        ({ oid, critical }) => critical === (oid === OID.basicConstraints || oid === OID.keyUsage),
      ),
      "which extensions are critical",
    ],
  ];
  const failed = checks.filter(([holds]) => !holds).map(([, what]) => what);
  if (failed.length > 0) throw new LintError(`the certificate is not as meant: ${failed.join(", ")}`);
}
