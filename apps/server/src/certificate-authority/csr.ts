import { KeystoreError } from "@gatehouse/keystore/keystore-error";
import { tidyPem } from "@gatehouse/keystore/pem/tidy";
import { type CertificateRequest, parseCertificateRequest } from "@gatehouse/keystore/pkcs10/parse-request";
import { Problem } from "../problems/problem.ts";

/**
 * Reads and checks a certificate signing request, as people send it: mailed, pasted, or opened in an editor.
 *
 * @param pointer where it stands in the body, for the page
 * @throws {Problem} invalid-csr, with the reason and what to do
 */
export async function readRequest(pem: string, pointer: string): Promise<CertificateRequest> {
  try {
    return await parseCertificateRequest(tidyPem(pem, "CERTIFICATE REQUEST"));
  } catch (error) {
    if (!(error instanceof KeystoreError)) throw error;
    throw new Problem("invalid-csr", error.message, { fields: [{ pointer, detail: error.message }] });
  }
}
