import type { Bytes } from "../der/bytes.ts";

export type RsaBits = 2048 | 3072 | 4096;

/** A new RSA pair; `sign` makes RSASSA-PKCS1-v1_5 signatures with SHA-256 (RFC 8017 §8.2). */
export interface RsaKeyPair {
  readonly bits: RsaBits;
  /** PKCS#8 PrivateKeyInfo (RFC 5208), DER. */
  readonly privateKey: Bytes;
  /** SubjectPublicKeyInfo (RFC 5280), DER. */
  readonly publicKey: Bytes;
  readonly sign: (message: Bytes) => Promise<Bytes>;
}

/** Makes an RSA pair with exponent 65537 by WebCrypto. The same pair decrypts RSA-OAEP later: the DER names no use. */
export async function generateRsaKeyPair(bits: RsaBits): Promise<RsaKeyPair> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const pair = await crypto.subtle.generateKey(
    { ...algorithm, modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1) },
    true,
    ["sign", "verify"],
  );
  return {
    bits,
    privateKey: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
    publicKey: new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)),
    sign: async (message) =>
      new Uint8Array(await crypto.subtle.sign(algorithm.name, pair.privateKey, message)),
  };
}
