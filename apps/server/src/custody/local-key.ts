import { createHash, hkdfSync, randomBytes } from "node:crypto";
import type { MasterKey } from "./backend.ts";
import { unwrap, wrap } from "./wrap.ts";

/** Length of a master key in bytes: AES-256. */
export const MASTER_KEY_BYTES = 32;

export function newMasterKey(): Buffer {
  return randomBytes(MASTER_KEY_BYTES);
}

/** A master key in this process's memory, from a file or the environment. */
export function localKey(key: Buffer): MasterKey {
  const fingerprint = fingerprintOf(key);
  return {
    fingerprint,
    wrap: async (value, context) => wrap({ fingerprint, key }, value, context),
    unwrap: async (value, context) => unwrap({ fingerprint, key }, value, context),
  };
}

/**
 * The first 16 hex digits of SHA-256 over a value derived from the key, so that the name, which the database shows, says nothing about
 * the key.
 */
export function fingerprintOf(key: Buffer): string {
  if (key.length !== MASTER_KEY_BYTES) throw new Error(`a master key has ${MASTER_KEY_BYTES} bytes`);
  const named = Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), "gatehouse master key fingerprint", 32));
  return createHash("sha256").update(named).digest("hex").slice(0, 16);
}
