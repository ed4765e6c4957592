import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What an access token says; it is dead once its credential has a higher version. */
export interface AccessToken {
  readonly credentialId: string;
  readonly version: number;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Two hours, as published. */
export const TOKEN_LIFE_SECONDS = 2 * 60 * 60;

// Layout: format (1) | IV (12) | credential id (16), version (4), issued at (4), expires at (4), encrypted | tag (16).
const FORMAT = 1;
const IV_BYTES = 12;
const CONTENT_BYTES = 28;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES;
const TOKEN_BYTES = HEAD_BYTES + CONTENT_BYTES + TAG_BYTES;
/** 57 octets are 76 letters of base64url with no bits left over, so a token has one spelling. */
const TOKEN_TEXT = /^[A-Za-z0-9_-]{76}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Seals a token with AES-256-GCM under the key that all gateways share. A random 96-bit IV allows 2^32 tokens a key (NIST SP 800-38D
 * §8.3): for 10,000 credentials that log in every 90 minutes, 73 years.
 *
 * @param key 32 bytes
 * @returns 76 letters of base64url
 */
export function sealToken(key: Buffer, token: AccessToken): string {
  if (!UUID.test(token.credentialId)) throw new Error("a credential's id is a lower-case UUID");
  const content = Buffer.allocUnsafe(CONTENT_BYTES);
  content.write(token.credentialId.replaceAll("-", ""), 0, "hex");
  content.writeUInt32BE(token.version, 16);
  content.writeUInt32BE(token.issuedAt, 20);
  content.writeUInt32BE(token.expiresAt, 24);
  const head = Buffer.concat([Buffer.of(FORMAT), randomBytes(IV_BYTES)]);
  const cipher = createCipheriv("aes-256-gcm", key, head.subarray(1), { authTagLength: TAG_BYTES });
  cipher.setAAD(head.subarray(0, 1));
  const sealed = cipher.update(content);
  cipher.final();
  return Buffer.concat([head, sealed, cipher.getAuthTag()]).toString("base64url");
}

/** Null for anything that was not sealed with this key; an expired token is opened, so that its holder can be told. */
export function openToken(key: Buffer, text: string): AccessToken | null {
  if (!TOKEN_TEXT.test(text)) return null;
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== TOKEN_BYTES || bytes[0] !== FORMAT) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, HEAD_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(bytes.subarray(0, 1));
  decipher.setAuthTag(bytes.subarray(HEAD_BYTES + CONTENT_BYTES));
  const content = decipher.update(bytes.subarray(HEAD_BYTES, HEAD_BYTES + CONTENT_BYTES));
  try {
    decipher.final();
  } catch {
    return null;
  }
  const hex = content.toString("hex", 0, 16);
  return {
    credentialId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    version: content.readUInt32BE(16),
    issuedAt: content.readUInt32BE(20),
    expiresAt: content.readUInt32BE(24),
  };
}
