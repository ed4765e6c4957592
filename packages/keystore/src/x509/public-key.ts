import { type Bytes, toHex } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  type DerElement,
  readBitString,
  readDer,
  readObjectIdentifier,
  readPair,
  readSequence,
  readUnsigned,
} from "../der/read.ts";
import { TAG } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";

export interface RsaPublicKey {
  readonly bits: number;
  readonly exponent: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  /** The subjectPublicKey bits alone, over which RFC 5280 §4.2.1.2 makes a key identifier. */
  readonly keyBits: Bytes;
}

const SMALLEST = 2048;
const LARGEST = 4096;
/** The same for every key that isn't taken: what makes one that is. */
const MAKE_KEY = "Make one with: openssl req -new -newkey rsa:2048 -sha256 -keyout key.pem -out request.pem";

/**
 * An RSA public key in the sizes that are taken: 2048 to 4096 bits, exponent odd and at least 65537 (NIST SP 800-56B §6.4).
 *
 * @throws {KeystoreError} unsupported-key, weak-key, key-too-large, bad-exponent, malformed
 */
export function readRsaPublicKey(element: DerElement): RsaPublicKey {
  const [algorithm, key] = readPair(element);
  const [oid, parameters, ...more] = readSequence(algorithm);
  if (readObjectIdentifier(oid) !== OID.rsaEncryption) {
    throw new KeystoreError(
      "unsupported-key",
      readObjectIdentifier(oid) === OID.rsaPss
        ? `The key is for RSA-PSS signatures alone and can't encrypt. ${MAKE_KEY}`
        : `The key is not an RSA key. ${MAKE_KEY}`,
    );
  }
  if (parameters?.tag !== TAG.null || parameters.content.length > 0 || more.length > 0)
    throw new KeystoreError("malformed", "The RSA key's algorithm has no NULL parameters.");
  const keyBits = readBitString(key);
  const [modulusInteger, exponentInteger] = readPair(readDer(keyBits));
  const modulus = readUnsigned(modulusInteger);
  const exponent = readUnsigned(exponentInteger);
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  checkSize(bits);
  const value = exponent.length <= 6 ? exponent.reduce((sum, octet) => sum * 256 + octet, 0) : 0;
  if (value < 65_537 || value % 2 === 0) {
    throw new KeystoreError(
      "bad-exponent",
      `The RSA key's exponent must be odd and at least 65537. ${MAKE_KEY}`,
    );
  }
  if ((modulus.at(-1) ?? 0) % 2 === 0) throw new KeystoreError("malformed", "The RSA key's modulus is even.");
  return { bits, exponent: value, spki: element.whole, keyBits };
}

function checkSize(bits: number): void {
  if (bits < SMALLEST) {
    throw new KeystoreError(
      "weak-key",
      `The RSA key has ${bits} bits; at least ${SMALLEST} are needed. ${MAKE_KEY}`,
    );
  }
  if (bits > LARGEST) {
    throw new KeystoreError(
      "key-too-large",
      `The RSA key has ${bits} bits; at most ${LARGEST} are taken. ${MAKE_KEY}`,
    );
  }
}

/** How partners name a key (`kid`): lower-case hex SHA-256 of the SubjectPublicKeyInfo DER. */
export async function keyId(spki: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", spki)));
}
