import { createHash } from "node:crypto";
import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { parseCertificate } from "@gatehouse/keystore/x509/parse-certificate";

/** What the tables keep of a certificate. */
export function certificateFacts(der: Bytes) {
  const certificate = parseCertificate(der);
  const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");
  return {
    kid: digest("sha256", certificate.publicKey.spki),
    certificate: Buffer.from(der),
    certificateSha256: digest("sha256", der),
    certificateSha1: digest("sha1", der),
    bits: certificate.publicKey.bits,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  };
}
