import {
  constants,
  createCipheriv,
  createHmac,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { CONTENT_ENCRYPTIONS, type ContentEncryption } from "../content-encryption.ts";

export interface BuildOptions {
  readonly enc?: ContentEncryption;
  readonly ivBytes?: number;
  /** The header's text, instead of an ordinary one. */
  readonly header?: string;
  /** How the four binary parts are written. */
  readonly encoding?: "base64" | "base64url";
  /** The content key, instead of a random one. */
  readonly key?: Buffer;
  /** Wrapped in place of the content key. */
  readonly wrapped?: Buffer;
}

/** A sender of JWE that does as it is told, also what no sender should. */
export function buildJwe(plaintext: string, publicKey: KeyObject, options: BuildOptions = {}): string {
  const { enc = "A256GCM", encoding = "base64url" } = options;
  const encryption = CONTENT_ENCRYPTIONS[enc];
  const key = options.key ?? randomBytes(encryption.keyBytes);
  const iv = randomBytes(options.ivBytes ?? (encryption.kind === "gcm" ? 12 : 16));
  const header = Buffer.from(options.header ?? JSON.stringify({ alg: "RSA-OAEP-256", enc })).toString(
    "base64url",
  );
  const associated = Buffer.from(header, "latin1");
  const encryptedKey = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    options.wrapped ?? key,
  );
  let ciphertext: Buffer;
  let tag: Buffer;
  if (encryption.kind === "gcm") {
    const cipher = createCipheriv(encryption.cipher, key, iv);
    cipher.setAAD(associated);
    ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
    tag = cipher.getAuthTag();
  } else {
    const half = key.length / 2;
    const cipher = createCipheriv(encryption.cipher, key.subarray(half), iv);
    ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
    const bits = Buffer.alloc(8);
    bits.writeUInt32BE(associated.length * 8, 4);
    const signed = Buffer.concat([associated, iv, ciphertext, bits]);
    tag = createHmac(encryption.hash, key.subarray(0, half)).update(signed).digest().subarray(0, half);
  }
  return [header, ...[encryptedKey, iv, ciphertext, tag].map((part) => part.toString(encoding))].join(".");
}
