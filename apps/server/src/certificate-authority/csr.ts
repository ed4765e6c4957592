import { KeystoreError } from "@gatehouse/keystore/keystore-error";
import { encodePem } from "@gatehouse/keystore/pem/encode";
import { findCertificateRequest, MAKE_REQUEST } from "@gatehouse/keystore/pkcs10/find-request";
import { type CertificateRequest, parseCertificateRequest } from "@gatehouse/keystore/pkcs10/parse-request";
import { type KeyPolicy, type SignatureHash, whyNotCertify } from "../key-policy/rules.ts";
import { Problem } from "../problems/problem.ts";

/**
 * Reads and checks a certificate signing request, as people send it: mailed, pasted, or opened in an editor. What can be read is held
 * against the provider's policy.
 *
 * @param pointer where it stands in the body, for the page
 * @throws {Problem} invalid-csr, with the reason and what to do
 */
export async function readRequest(
  pem: string,
  pointer: string,
  policy: KeyPolicy,
): Promise<CertificateRequest> {
  const request = await parse(pem, pointer);
  const { bits } = request.publicKey;
  const refused = whyNotCertify({ bits, hash: HASHES[request.signatureAlgorithm] }, policy);
  if (refused !== null) throw invalid(refused, pointer);
  return request;
}

const HASHES: Readonly<Record<CertificateRequest["signatureAlgorithm"], SignatureHash>> = {
  sha256WithRSAEncryption: "SHA-256",
  sha384WithRSAEncryption: "SHA-384",
  sha512WithRSAEncryption: "SHA-512",
};

/** The portal's pages never send one; a program may. */
const SENT_PRIVATE_KEY = `This is a private key, and it has been sent over the network: use it for nothing any more. It is stored nowhere here. Make a new pair and send its request alone: ${MAKE_REQUEST}`;

async function parse(pem: string, pointer: string): Promise<CertificateRequest> {
  try {
    return await parseCertificateRequest(encodePem("CERTIFICATE REQUEST", findCertificateRequest(pem)));
  } catch (error) {
    if (!(error instanceof KeystoreError)) throw error;
    throw invalid(error.code === "private-key" ? SENT_PRIVATE_KEY : error.message, pointer);
  }
}

function invalid(detail: string, pointer: string): Problem {
  return new Problem("invalid-csr", detail, { fields: [{ pointer, detail }] });
}
