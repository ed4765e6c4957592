import { constants, createDecipheriv, type KeyObject, privateDecrypt, randomBytes } from "node:crypto";
import { unableToDecrypt } from "@gatehouse/payload-encryption/jwe/decrypt";

/**
 * 128 bits, the form's usual size, and no other: a JWE's content key of another size can't be passed off as one of these, and the gate takes
 * no JWE with keys of this size beside them.
 */
const KEY_BYTES = 16;

/**
 * Decrypts a field-level value: AES-CBC with PKCS#7, without a MAC. A key that doesn't unwrap is replaced by a random one, and a padding that
 * doesn't fit and a text that isn't JSON are the same error, but whether a changed message still makes sense is an answer all the same (the
 * attack is S. Vaudenay's of 2002), so the gate gives few such answers.
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
    const decipher = createDecipheriv("aes-128-cbc", key, message.iv);
    const plaintext = Buffer.concat([decipher.update(message.value), decipher.final()]);
    JSON.parse(plaintext.toString("utf8"));
    return plaintext;
  } catch {
    throw unableToDecrypt();
  }
}

function unwrap(encryptedKey: Buffer, oaepHash: string, key: KeyObject): Buffer {
  const substitute = randomBytes(KEY_BYTES);
  try {
    const unwrapped = privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
      encryptedKey,
    );
    return unwrapped.length === KEY_BYTES ? unwrapped : substitute;
  } catch {
    return substitute;
  }
}
