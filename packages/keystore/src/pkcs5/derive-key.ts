import type { Bytes } from "../der/bytes.ts";

/** PBKDF2 (RFC 8018 §5.2) with an HMAC of this hash. */
export interface Pbkdf2 {
  readonly hash: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
  readonly salt: Bytes;
  readonly iterations: number;
}

/** @param length octets of the key */
export async function deriveByPbkdf2(
  password: string,
  { hash, salt, iterations }: Pbkdf2,
  length: number,
): Promise<Bytes> {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, [
    "deriveBits",
  ]);
  const algorithm = { name: "PBKDF2", hash, salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, material, length * 8));
}

export function importAesCbcKey(secret: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", secret, "AES-CBC", false, ["encrypt", "decrypt"]);
}
