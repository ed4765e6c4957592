import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** How much longer a sealed value is than what it holds, in bytes. */
export const SEAL_OVERHEAD = IV_BYTES + TAG_BYTES;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random IV.
 *
 * @param key 32 bytes
 * @returns IV (12 bytes) ‖ ciphertext ‖ tag (16 bytes)
 */
export function seal(key: Buffer, value: Uint8Array, associatedData: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(associatedData);
  return Buffer.concat([iv, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
}

/** What `seal` was given; null when the key, the associated data or a byte is another. */
export function openSealed(key: Buffer, sealed: Buffer, associatedData: Buffer): Buffer | null {
  if (sealed.length < SEAL_OVERHEAD) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}
