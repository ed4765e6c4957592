import { createHash, hkdfSync } from "node:crypto";

/** Length of a master key in bytes: AES-256. */
export const MASTER_KEY_BYTES = 32;

/** One version of the master key, named by its fingerprint. */
export interface MasterKey {
  readonly fingerprint: string;
  readonly key: Buffer;
}

/**
 * The fingerprint under which wrapped values name their master key: the first 16 hex digits of SHA-256 over a value derived from the
 * key, so that the name, which the database shows, says nothing about the key.
 */
export function masterKeyOf(key: Buffer): MasterKey {
  if (key.length !== MASTER_KEY_BYTES) throw new Error(`a master key has ${MASTER_KEY_BYTES} bytes`);
  const named = Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), "gatehouse master key fingerprint", 32));
  return { fingerprint: createHash("sha256").update(named).digest("hex").slice(0, 16), key };
}
