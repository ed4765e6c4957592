import { constants, type KeyObject, privateDecrypt } from "node:crypto";
import { randomOctets } from "./random-octets.ts";

/**
 * Unwraps a symmetric key with RSA-OAEP (RFC 8017 §7.1.2).
 *
 * The wrapped key is as long as the modulus: OpenSSL also takes one whose leading zeros were cut off, which would be a second spelling of the
 * same message.
 *
 * @param wanted the hash of OAEP and MGF1, and the key's length in octets
 * @returns the key, or a random one in its place, so that no cause of a failure shows (RFC 7516 §11.5)
 */
export function unwrapKey(
  encryptedKey: Buffer,
  wanted: { readonly oaepHash: "sha256" | "sha512"; readonly bytes: number },
  privateKey: KeyObject,
): Buffer {
  const substitute = randomOctets(wanted.bytes);
  try {
    const key = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: wanted.oaepHash },
      encryptedKey,
    );
    const whole = encryptedKey.length * 8 === privateKey.asymmetricKeyDetails?.modulusLength;
    return whole && key.length === wanted.bytes ? key : substitute;
  } catch {
    return substitute;
  }
}
