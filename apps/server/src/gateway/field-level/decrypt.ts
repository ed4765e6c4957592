import { constants, createDecipheriv, type KeyObject, privateDecrypt, randomBytes } from "node:crypto";
import { unableToDecrypt } from "@gatehouse/payload-encryption/jwe/decrypt";

const CIPHERS: ReadonlyMap<number, string> = new Map([
  [16, "aes-128-cbc"],
  [24, "aes-192-cbc"],
  [32, "aes-256-cbc"],
]);

/**
 * Decrypts a field-level value: AES-CBC with PKCS#7, without a MAC. A key that doesn't unwrap is replaced by a random one, and a padding that
 * doesn't fit and a text that isn't JSON are the same error, so a changed message says next to nothing about what it held (the attack is
 * S. Vaudenay's of 2002; JWE has none of it).
 *
 * @throws {PayloadError} unable-to-decrypt
 */
export function decryptFieldLevel(
  message: { readonly iv: Buffer; readonly encryptedKey: Buffer; readonly value: Buffer },
  digest: "sha256" | "sha512",
  privateKey: KeyObject,
): Buffer {
  const key = unwrap(message.encryptedKey, digest, privateKey);
  try {
    const decipher = createDecipheriv(CIPHERS.get(key.length) ?? "", key, message.iv);
    const plaintext = Buffer.concat([decipher.update(message.value), decipher.final()]);
    JSON.parse(plaintext.toString("utf8"));
    return plaintext;
  } catch {
    throw unableToDecrypt();
  }
}

function unwrap(encryptedKey: Buffer, oaepHash: string, key: KeyObject): Buffer {
  const substitute = randomBytes(16);
  try {
    const unwrapped = privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
      encryptedKey,
    );
    return CIPHERS.has(unwrapped.length) ? unwrapped : substitute;
  } catch {
    return substitute;
  }
}
