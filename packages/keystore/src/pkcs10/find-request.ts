import type { Bytes } from "../der/bytes.ts";
import { childrenOf, type DerElement, malformed, readDer, readSequence } from "../der/read.ts";
import { TAG } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { decodePem } from "../pem/decode.ts";
import { tidyPem } from "../pem/tidy.ts";

/** Makes a pair and a request that is taken. */
export const MAKE_REQUEST =
  'openssl req -new -newkey rsa:2048 -sha256 -keyout key.pem -out request.pem -subj "/CN=my-client"';

const LABEL = "CERTIFICATE REQUEST";
const LABELS = [LABEL, "NEW CERTIFICATE REQUEST"];
/** Texts of other kinds that hold private keys: PEM, even of one end alone, PuTTY's files, JSON Web Keys and .NET's XML. */
const PRIVATE_KEY =
  /\b(?:BEGIN|END)\s[A-Z0-9 ]{0,40}PRIVATE\s{1,3}KEY|PuTTY-User-Key-File|"d"\s{0,9}:\s{0,9}"[A-Za-z0-9_-]{40}|<RSAKeyValue>[\s\S]{0,2000}<D>/;
const REQUEST_BEGIN = /BEGIN (?:NEW )?CERTIFICATE REQUEST/g;

/**
 * Finds the one certificate signing request in what people paste or upload, and looks at its shape alone, so that a page can tell before
 * it sends anything that nothing but a request leaves it. Whether the request is good is for `parseCertificateRequest`.
 *
 * @param text PEM, as it is or after a mail, an editor or a program's source has had it; or its base64 alone
 * @returns the request's DER
 * @throws {KeystoreError} private-key before anything else; not-pem, malformed or too-large, with what to do instead
 */
export function findCertificateRequest(text: string): Bytes {
  const tidy = tidyPem(text, LABEL);
  if (PRIVATE_KEY.test(text) || PRIVATE_KEY.test(tidy)) throw privateKey();
  const requests = tidy.match(REQUEST_BEGIN)?.length ?? 0;
  if (requests > 1) {
    throw new KeystoreError(
      "not-pem",
      `There are ${requests} certificate requests in the text. Each is for a key of its own: give one at a time.`,
    );
  }
  const der = decodePem(tidy, [
    ...LABELS,
    "CERTIFICATE",
    "X509 CERTIFICATE",
    "TRUSTED CERTIFICATE",
    "PUBLIC KEY",
    "PKCS7",
  ]);
  switch (kindOf(der)) {
    case "request":
      return der;
    case "private-key":
      throw privateKey();
    case "certificate":
      throw new KeystoreError(
        "not-pem",
        "This is a certificate. What is asked for is the request; for the same key it is made with: openssl x509 -x509toreq -in certificate.pem -signkey key.pem -out request.pem",
      );
    case "public-key":
      throw new KeystoreError(
        "not-pem",
        'This is a public key. What is asked for is the request, which its private key signs: openssl req -new -key key.pem -sha256 -out request.pem -subj "/CN=my-client"',
      );
    case "other":
      throw new KeystoreError("not-pem", `This is not a certificate request. Make one with: ${MAKE_REQUEST}`);
  }
}

function privateKey(): KeystoreError {
  return new KeystoreError(
    "private-key",
    "This is a private key. It stays with its owner; what is asked for is the request made from it.",
  );
}

type Kind = "request" | "private-key" | "certificate" | "public-key" | "other";

/** By what stands first in it: labels are written by hand now and then. */
function kindOf(der: Bytes): Kind {
  const [first, second] = readSequence(readDer(der));
  // PrivateKeyInfo, RSAPrivateKey, ECPrivateKey and PKCS#12 begin with their version.
  if (first?.tag === TAG.integer) return "private-key";
  if (first?.tag !== TAG.sequence) return "other";
  const [start, next] = childrenOf(first);
  if (start?.tag === TAG.objectIdentifier) return keyKind(second);
  if (start?.tag === TAG.integer && next?.tag === TAG.sequence) {
    // A request names its subject second; a certificate of version 1 has the signature's algorithm there.
    return isName(next) ? "request" : "certificate";
  }
  return start?.tag === 0xa0 ? "certificate" : "other";
}

/** After an AlgorithmIdentifier: the bits of a public key, or an encrypted private key. */
function keyKind(second: DerElement | undefined): Kind {
  if (second === undefined) throw malformed("a part is missing");
  return second.tag === TAG.octetString ? "private-key" : "public-key";
}

/** A Name is a sequence of sets, and may be empty. */
function isName(element: DerElement): boolean {
  return childrenOf(element).every(({ tag }) => tag === TAG.set);
}
