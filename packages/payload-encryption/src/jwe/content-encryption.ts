/** Content encryptions that are taken (RFC 7518 §5), with the octets of their content encryption key. */
export const CONTENT_ENCRYPTIONS = {
  A128GCM: { kind: "gcm", cipher: "aes-128-gcm", keyBytes: 16 },
  A192GCM: { kind: "gcm", cipher: "aes-192-gcm", keyBytes: 24 },
  A256GCM: { kind: "gcm", cipher: "aes-256-gcm", keyBytes: 32 },
  "A128CBC-HS256": { kind: "cbc", cipher: "aes-128-cbc", hash: "sha256", keyBytes: 32 },
  "A192CBC-HS384": { kind: "cbc", cipher: "aes-192-cbc", hash: "sha384", keyBytes: 48 },
  "A256CBC-HS512": { kind: "cbc", cipher: "aes-256-cbc", hash: "sha512", keyBytes: 64 },
} as const;

export type ContentEncryption = keyof typeof CONTENT_ENCRYPTIONS;

export function isContentEncryption(name: unknown): name is ContentEncryption {
  return typeof name === "string" && Object.hasOwn(CONTENT_ENCRYPTIONS, name);
}

/** Octets of a GCM tag; shorter ones are refused (NIST SP 800-38D appendix C). */
export const GCM_TAG_BYTES = 16;
