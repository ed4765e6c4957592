import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import { readBitString, readDer, readObjectIdentifier, readSequence, readSmallInteger } from "../der/read.ts";
import { KeystoreError } from "../keystore-error.ts";
import { decodePem } from "../pem/decode.ts";
import { commonNameOf, describeName, readName } from "../x509/name.ts";
import { keyId, type RsaPublicKey, readRsaPublicKey } from "../x509/public-key.ts";

/** What a certification request says, its signature checked. */
export interface CertificateRequest {
  readonly commonName: string;
  /** The whole subject for people to read. */
  readonly subject: string;
  readonly publicKey: RsaPublicKey;
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER. */
  readonly keyId: string;
  readonly signatureAlgorithm:
    | "sha256WithRSAEncryption"
    | "sha384WithRSAEncryption"
    | "sha512WithRSAEncryption";
}

const LABELS = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/**
 * Reads a PKCS#10 request (RFC 2986) in PEM and checks that whoever made it holds the private key. Strict DER, RSA of 2048 to 4096 bits,
 * PKCS#1 v1.5 signature with SHA-2, a Common Name. Attributes and asked-for extensions are passed over: the issuer decides them.
 *
 * @throws {KeystoreError} with a sentence that says what to do
 */
export async function parseCertificateRequest(pem: string): Promise<CertificateRequest> {
  const [info, algorithm, signature, ...rest] = readSequence(readDer(decodePem(pem, LABELS)));
  if (info === undefined || rest.length > 0)
    throw new KeystoreError("malformed", "This is not a certificate request.");
  const [version, subject, spki] = readSequence(info);
  if (readSmallInteger(version) !== 0)
    throw new KeystoreError("malformed", "The request has an unknown version.");
  if (spki === undefined) throw new KeystoreError("malformed", "The request has no public key.");

  const attributes = readName(subject);
  const publicKey = readRsaPublicKey(spki);
  const { name, hash } = readSignatureAlgorithm(readObjectIdentifier(readSequence(algorithm)[0]));
  if (!(await verify(publicKey.spki, hash, readBitString(signature), info.whole))) {
    throw new KeystoreError(
      "bad-signature",
      "The request's signature doesn't fit its key: it was changed on the way, or copied incompletely. Make a new one.",
    );
  }
  const commonName = commonNameOf(attributes);
  if (
    commonName === null ||
    commonName.trim() === "" ||
    commonName.length > 64 ||
    /\p{Cc}/u.test(commonName)
  ) {
    throw new KeystoreError(
      "no-common-name",
      'The request needs a Common Name of 1 to 64 characters, e.g. openssl req -new -key key.pem -sha256 -out request.pem -subj "/O=My Company/CN=my-client".',
    );
  }
  return {
    commonName,
    subject: describeName(attributes),
    publicKey,
    keyId: await keyId(publicKey.spki),
    signatureAlgorithm: name,
  };
}

function readSignatureAlgorithm(oid: string): {
  name: CertificateRequest["signatureAlgorithm"];
  hash: string;
} {
  switch (oid) {
    case OID.sha256WithRsa:
      return { name: "sha256WithRSAEncryption", hash: "SHA-256" };
    case OID.sha384WithRsa:
      return { name: "sha384WithRSAEncryption", hash: "SHA-384" };
    case OID.sha512WithRsa:
      return { name: "sha512WithRSAEncryption", hash: "SHA-512" };
    case OID.sha1WithRsa:
    case OID.md5WithRsa:
      throw new KeystoreError(
        "weak-signature",
        "The request is signed with SHA-1 or MD5, which can be forged. Sign it with SHA-256, e.g. openssl req -new -key key.pem -sha256 -out request.pem",
      );
    default:
      throw new KeystoreError(
        "unsupported-signature",
        "The request must be signed by RSA PKCS#1 v1.5 with SHA-256, SHA-384 or SHA-512, e.g. openssl req -new -key key.pem -sha256 -out request.pem",
      );
  }
}

async function verify(spki: Bytes, hash: string, signature: Bytes, message: Bytes): Promise<boolean> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
  const key = await crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]).catch(() => {
    throw new KeystoreError("malformed", "The request's public key can't be read.");
  });
  return crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, signature, message);
}
