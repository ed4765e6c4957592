import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import { integer, nullValue, objectIdentifier, octetString, sequence } from "../der/write.ts";
import { deriveByPbkdf2, importAesCbcKey } from "./derive-key.ts";

/** What was encrypted by a password, and the AlgorithmIdentifier that says how. */
export interface Encrypted {
  /** AlgorithmIdentifier, DER. */
  readonly algorithm: Bytes;
  readonly ciphertext: Bytes;
}

/** Encrypts by PBES2 (RFC 8018 §6.2): PBKDF2 with HMAC-SHA-256, then AES-256-CBC. */
export async function encryptByPbes2(
  password: string,
  content: Bytes,
  iterations: number,
): Promise<Encrypted> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const key = await importAesCbcKey(
    await deriveByPbkdf2(password, { hash: "SHA-256", salt, iterations }, 32),
  );
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, content));
  const derivation = sequence(
    objectIdentifier(OID.pbkdf2),
    sequence(
      octetString(salt),
      integer(iterations),
      integer(32),
      sequence(objectIdentifier(OID.hmacWithSha256), nullValue()),
    ),
  );
  const scheme = sequence(objectIdentifier(OID.aes256Cbc), octetString(iv));
  return { algorithm: sequence(objectIdentifier(OID.pbes2), sequence(derivation, scheme)), ciphertext };
}
