import { createDecipheriv, type KeyObject } from "node:crypto";
import { unableToDecrypt } from "@gatehouse/payload-encryption/jwe/decrypt";
import { unwrapKey } from "@gatehouse/payload-encryption/jwe/unwrap-key";

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
  const key = unwrapKey(message.encryptedKey, { oaepHash: digest, bytes: KEY_BYTES }, privateKey);
  try {
    const decipher = createDecipheriv("aes-128-cbc", key, message.iv);
    const plaintext = Buffer.concat([decipher.update(message.value), decipher.final()]);
    JSON.parse(plaintext.toString("utf8"));
    return plaintext;
  } catch {
    throw unableToDecrypt();
  }
}
