import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from "node:crypto";

/**
 * Encrypts a value at field level: AES-128-CBC with PKCS#7 under a new key, wrapped by RSA-OAEP.
 *
 * @returns iv, encrypted key and value, with dots between
 */
export function encryptFieldLevel(
  plaintext: Buffer,
  publicKey: KeyObject,
  { digest, encoding }: { readonly digest: "sha256" | "sha512"; readonly encoding: "hex" | "base64" },
): string {
  const key = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-128-cbc", key, iv);
  const value = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const encryptedKey = publicEncrypt({ key: publicKey, padding, oaepHash: digest }, key);
  return [iv, encryptedKey, value].map((bytes) => bytes.toString(encoding)).join(".");
}
