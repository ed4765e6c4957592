import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  readDer,
  readObjectIdentifier,
  readOctetString,
  readSequence,
  readSmallInteger,
  readUnsigned,
} from "../der/read.ts";
import { integer, nullValue, objectIdentifier, octetString, sequence } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { decodePem } from "../pem/decode.ts";
import { decryptByPassword } from "../pkcs12/decrypt-by-password.ts";

const PLAIN = "PRIVATE KEY";
const ENCRYPTED = "ENCRYPTED PRIVATE KEY";
const PKCS1 = "RSA PRIVATE KEY";

/**
 * The RSA key of a PEM file: `PRIVATE KEY` (PKCS#8), `ENCRYPTED PRIVATE KEY` under a password, or `RSA PRIVATE KEY` (PKCS#1) in the clear.
 * Certificates beside it are passed over.
 *
 * @param password not looked at for a key in the clear
 * @returns PKCS#8 PrivateKeyInfo, DER
 * @throws {KeystoreError} not-pem, wrong-password (or a changed file), unsupported-file, unsupported-key, malformed, too-large
 */
export async function openPrivateKey(text: string, password: string): Promise<Bytes> {
  const [, label = ""] = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----/.exec(text) ?? [];
  const wanted = [PLAIN, ENCRYPTED, PKCS1];
  if (/^(?:Proc-Type|DEK-Info):/m.test(text) || (label !== "" && !wanted.includes(label))) {
    throw new KeystoreError(
      "unsupported-file",
      "The key is in a form of its own program. Write it anew: openssl pkcs8 -topk8 -in key.pem -out key-pkcs8.pem",
    );
  }
  const der = decodePem(keyBlock(text, label), wanted);
  switch (label) {
    case ENCRYPTED:
      return decrypt(der, password);
    case PKCS1:
      return wrapPkcs1(der);
    default:
      return checked(der);
  }
}

/** The one block of this label; whatever stands around it, as it is when there is none. */
function keyBlock(text: string, label: string): string {
  if (label === "") return text;
  const start = text.indexOf(`-----BEGIN ${label}-----`);
  const end = text.indexOf(`-----END ${label}-----`, start);
  const after = end === -1 ? text.length : end + `-----END ${label}-----`.length;
  if (text.slice(after).includes("PRIVATE KEY-----")) {
    throw new KeystoreError("unsupported-file", "There is more than one private key in the file.");
  }
  return text.slice(start, after);
}

async function decrypt(der: Bytes, password: string): Promise<Bytes> {
  const [algorithm, ciphertext] = readSequence(readDer(der));
  try {
    return checked(await decryptByPassword(password, algorithm, readOctetString(ciphertext)));
  } catch (error) {
    // Nothing vouches for the bytes, so whatever doesn't make sense after decrypting comes from another password, or a change.
    if (error instanceof KeystoreError && error.code === "malformed") {
      throw new KeystoreError("wrong-password", "The password is wrong, or the file was changed.");
    }
    throw error;
  }
}

/** An RSAPrivateKey (RFC 8017 appendix A.1.2) as a PrivateKeyInfo. */
function wrapPkcs1(der: Bytes): Bytes {
  const [version, modulus] = readSequence(readDer(der));
  readSmallInteger(version);
  readUnsigned(modulus);
  const algorithm = sequence(objectIdentifier(OID.rsaEncryption), nullValue());
  return sequence(integer(0), algorithm, octetString(der));
}

/** @throws {KeystoreError} malformed, unsupported-key */
function checked(der: Bytes): Bytes {
  const [version, algorithm, key] = readSequence(readDer(der));
  readSmallInteger(version);
  readSequence(readDer(readOctetString(key)));
  if (readObjectIdentifier(readSequence(algorithm)[0]) !== OID.rsaEncryption) {
    throw new KeystoreError("unsupported-key", "The key in the file is not an RSA key.");
  }
  return der;
}
