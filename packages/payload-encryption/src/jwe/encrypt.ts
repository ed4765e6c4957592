import { constants, createCipheriv, type KeyObject, publicEncrypt } from "node:crypto";
import { CONTENT_ENCRYPTIONS, GCM_TAG_BYTES } from "./content-encryption.ts";
import { randomOctets } from "./random-octets.ts";

export interface EncryptOptions {
  /** Names the recipient's key: lower-case hex SHA-256 of its SubjectPublicKeyInfo DER. */
  readonly kid: string;
  readonly enc?: "A128GCM" | "A192GCM" | "A256GCM";
  readonly cty?: string;
}

const IV_BYTES = 12;
const MOST_CACHED_HEADERS = 1_000;
const headers = new Map<string, string>();

/**
 * A compact JWE (RFC 7516 §7.1) with RSA-OAEP-256 and AES-GCM, in strict base64url with a 12-octet IV: what every published client
 * library reads. Synchronous, for use off the main thread.
 */
export function encryptJwe(plaintext: Uint8Array, publicKey: KeyObject, options: EncryptOptions): string {
  const { cipher, keyBytes } = CONTENT_ENCRYPTIONS[options.enc ?? "A256GCM"];
  const header = protectedHeader(options);
  const random = randomOctets(keyBytes + IV_BYTES);
  const key = random.subarray(0, keyBytes);
  const iv = random.subarray(keyBytes);
  const encryptedKey = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    key,
  );
  const encryption = createCipheriv(cipher, key, iv, { authTagLength: GCM_TAG_BYTES });
  encryption.setAAD(Buffer.from(header, "latin1"));
  const ciphertext = encryption.update(plaintext);
  encryption.final();
  const tag = encryption.getAuthTag();
  const text = (bytes: Buffer) => bytes.toString("base64url");
  return `${header}.${text(encryptedKey)}.${text(iv)}.${text(ciphertext)}.${text(tag)}`;
}

/** The header of a key is the same for each message, so its encoded form is kept. */
function protectedHeader({ kid, enc = "A256GCM", cty = "application/json" }: EncryptOptions): string {
  const name = `${enc}\n${cty}\n${kid}`;
  const known = headers.get(name);
  if (known !== undefined) return known;
  const made = Buffer.from(JSON.stringify({ kid, cty, enc, alg: "RSA-OAEP-256" })).toString("base64url");
  if (headers.size >= MOST_CACHED_HEADERS) headers.clear();
  headers.set(name, made);
  return made;
}
