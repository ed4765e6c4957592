import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { WrappedValue } from "../key-book/entries.ts";
import type { MasterKey } from "./master-key.ts";

/** Layout of a wrapped value: version (1 byte) ‖ IV (12 bytes) ‖ ciphertext ‖ tag (16 bytes). */
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A wrapped value that doesn't open: another master key, another row, or changed bytes. */
export class CustodyError extends Error {
  override readonly name = "CustodyError";
}

/**
 * Wraps by AES-256-GCM (NIST SP 800-38D) with a random IV. `context` names the row the value belongs to and is authenticated, so a
 * value copied into another row doesn't open there.
 */
export function wrap(master: MasterKey, value: Uint8Array, context: string): WrappedValue {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", master.key, iv);
  cipher.setAAD(associatedData(master, context));
  const sealed = Buffer.concat([
    Buffer.of(VERSION),
    iv,
    cipher.update(value),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return { masterKey: master.fingerprint, wrapped: sealed.toString("base64") };
}

/** @throws {CustodyError} */
export function unwrap(master: MasterKey, value: WrappedValue, context: string): Buffer {
  const sealed = Buffer.from(value.wrapped, "base64");
  if (value.masterKey !== master.fingerprint) {
    throw new CustodyError(
      `wrapped under master key ${value.masterKey}, but this one is ${master.fingerprint}`,
    );
  }
  if (sealed.length < 1 + IV_BYTES + TAG_BYTES || sealed[0] !== VERSION) {
    throw new CustodyError(`the wrapped value of ${context} has an unknown form`);
  }
  const decipher = createDecipheriv("aes-256-gcm", master.key, sealed.subarray(1, 1 + IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData(master, context));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new CustodyError(
      `the wrapped value of ${context} doesn't open: it was changed, or belongs elsewhere`,
    );
  }
}

function associatedData(master: MasterKey, context: string): Buffer {
  return Buffer.from(`gatehouse:v${VERSION}:${master.fingerprint}:${context}`, "utf8");
}
