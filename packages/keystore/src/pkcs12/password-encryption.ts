import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  type DerElement,
  malformed,
  readObjectIdentifier,
  readOctetString,
  readSequence,
  readSmallInteger,
} from "../der/read.ts";
import { integer, nullValue, objectIdentifier, octetString, sequence } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";

/** More would only keep the reader busy. */
export const MOST_ITERATIONS = 5_000_000;

/** Encrypts by PBES2 (RFC 8018 §6.2): PBKDF2 with HMAC-SHA-256, then AES-256-CBC. */
export async function encryptByPassword(
  password: string,
  content: Bytes,
  iterations: number,
): Promise<{ algorithm: Bytes; ciphertext: Bytes }> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const key = await deriveKey(password, salt, iterations);
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

/** Opens what {@link encryptByPassword} made. Called only after the file's MAC has vouched for the bytes. */
export async function decryptByPassword(
  password: string,
  algorithm: DerElement | undefined,
  ciphertext: Bytes,
): Promise<Bytes> {
  const [oid, parameters] = readSequence(algorithm);
  if (readObjectIdentifier(oid) !== OID.pbes2) throw unsupported();
  const [derivation, scheme] = readSequence(parameters);
  const [derivationOid, derivationParameters] = readSequence(derivation);
  const [salt, iterations, length, pseudoRandom] = readSequence(derivationParameters);
  const [schemeOid, iv] = readSequence(scheme);
  if (
    readObjectIdentifier(derivationOid) !== OID.pbkdf2 ||
    readObjectIdentifier(schemeOid) !== OID.aes256Cbc ||
    readSmallInteger(length) !== 32 ||
    readObjectIdentifier(readSequence(pseudoRandom)[0]) !== OID.hmacWithSha256
  ) {
    throw unsupported();
  }
  const rounds = readSmallInteger(iterations);
  if (rounds > MOST_ITERATIONS) throw unsupported();
  const key = await deriveKey(password, readOctetString(salt), rounds);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-CBC", iv: readOctetString(iv) }, key, ciphertext),
    );
  } catch {
    throw malformed("a part of the file doesn't decrypt");
  }
}

function unsupported(): KeystoreError {
  return new KeystoreError(
    "unsupported-file",
    "The key file is protected in another way than Gatehouse's own files.",
  );
}

async function deriveKey(password: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    material,
    { name: "AES-CBC", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
