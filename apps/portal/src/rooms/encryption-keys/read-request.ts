import { KeystoreError } from "@gatehouse/keystore/keystore-error";
import { encodePem } from "@gatehouse/keystore/pem/encode";
import { findCertificateRequest } from "@gatehouse/keystore/pkcs10/find-request";

export const NOT_SENT =
  "This is your private key. It was not sent: it has not left this browser, and was taken off the page. Bring the request that was made from it, without the key.";

/** The one request in what was pasted or uploaded, as PEM and nothing else; or why there is none, which is found out before anything is sent. */
export function readRequest(text: string): { readonly pem: string } | { readonly refused: string } {
  try {
    return { pem: encodePem("CERTIFICATE REQUEST", findCertificateRequest(text)) };
  } catch (error) {
    if (!(error instanceof KeystoreError)) throw error;
    return { refused: error.code === "private-key" ? NOT_SENT : error.message };
  }
}

/** Is there a private key in the text, beside a request or alone? */
export function holdsPrivateKey(text: string): boolean {
  const request = readRequest(text);
  return "refused" in request && request.refused === NOT_SENT;
}
