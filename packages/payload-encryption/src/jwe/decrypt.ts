import { createDecipheriv, createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { PayloadError } from "../payload-error.ts";
import { CONTENT_ENCRYPTIONS, GCM_TAG_BYTES } from "./content-encryption.ts";
import type { ParsedJwe } from "./parse.ts";
import { unwrapKey } from "./unwrap-key.ts";

/**
 * Decrypts synchronously, for use off the main thread.
 *
 * A content key that doesn't unwrap, or has the wrong length, is replaced by a random one and the work goes on (RFC 7516 §11.5), so a
 * wrong recipient, a wrong padding and a changed tag take the same path to the same error.
 *
 * @param privateKey RSA, kept as KeyObject: parsing it each time would cost as much again
 * @throws {PayloadError} unable-to-decrypt
 */
export function decryptJwe(jwe: ParsedJwe, privateKey: KeyObject): Buffer {
  return decryptContent(jwe, unwrapContentKey(jwe, privateKey));
}

/**
 * The second half of {@link decryptJwe}, for those who unwrap the keys of several messages one after the other: a processor is faster when
 * it does one kind of work at a time.
 *
 * @throws {PayloadError} unable-to-decrypt, whatever the cause
 */
export function decryptContent(jwe: ParsedJwe, contentKey: Buffer): Buffer {
  const encryption = CONTENT_ENCRYPTIONS[jwe.enc];
  try {
    return encryption.kind === "gcm"
      ? decryptGcm(jwe, encryption.cipher, contentKey)
      : decryptCbc(jwe, encryption, contentKey);
  } catch {
    throw unableToDecrypt();
  }
}

/** One message for every cause; made afresh, because an error carries a stack. */
export function unableToDecrypt(): PayloadError {
  return new PayloadError("unable-to-decrypt", "The payload can't be decrypted.");
}

/**
 * The first half of {@link decryptJwe}: RSA-OAEP with SHA-256.
 *
 * @returns the content key, or a random one in its place
 */
export function unwrapContentKey(jwe: ParsedJwe, privateKey: KeyObject): Buffer {
  const { keyBytes: bytes } = CONTENT_ENCRYPTIONS[jwe.enc];
  return unwrapKey(jwe.encryptedKey, { oaepHash: "sha256", bytes }, privateKey);
}

function decryptGcm(
  jwe: ParsedJwe,
  cipher: "aes-128-gcm" | "aes-192-gcm" | "aes-256-gcm",
  key: Buffer,
): Buffer {
  if (jwe.iv.length !== 12 && jwe.iv.length !== 16) throw unableToDecrypt();
  const decipher = createDecipheriv(cipher, key, jwe.iv, { authTagLength: GCM_TAG_BYTES });
  decipher.setAAD(Buffer.from(jwe.protectedSegment, "latin1"));
  // Throws for any length but the one named above.
  decipher.setAuthTag(jwe.tag);
  const plaintext = decipher.update(jwe.ciphertext);
  decipher.final();
  return plaintext;
}

/** AES-CBC with HMAC (RFC 7518 §5.2): the tag is checked before a byte is decrypted, so there is no padding to ask about. */
function decryptCbc(jwe: ParsedJwe, encryption: { cipher: string; hash: string }, key: Buffer): Buffer {
  const half = key.length / 2;
  const associated = Buffer.from(jwe.protectedSegment, "latin1");
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(associated.length) * 8n);
  const mac = createHmac(encryption.hash, key.subarray(0, half))
    .update(associated)
    .update(jwe.iv)
    .update(jwe.ciphertext)
    .update(bits)
    .digest()
    .subarray(0, half);
  if (jwe.iv.length !== 16 || jwe.tag.length !== half || !timingSafeEqual(mac, jwe.tag))
    throw unableToDecrypt();
  const decipher = createDecipheriv(encryption.cipher, key.subarray(half), jwe.iv);
  return Buffer.concat([decipher.update(jwe.ciphertext), decipher.final()]);
}
