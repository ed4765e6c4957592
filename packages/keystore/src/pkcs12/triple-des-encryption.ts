import { sha1 } from "@noble/hashes/legacy.js";
import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import { type DerElement, readOctetString, readSequence, readSmallInteger } from "../der/read.ts";
import { integer, objectIdentifier, octetString, sequence } from "../der/write.ts";
import { decryptTripleDesCbc, encryptTripleDesCbc } from "../des/triple-des.ts";
import type { Encrypted } from "../pkcs5/encrypt-by-pbes2.ts";
import { checkIterations } from "../pkcs5/limits.ts";
import { type Derivation, deriveKey, PURPOSE } from "./derive-key.ts";

/**
 * Encrypts by pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C): the one cipher of the first PKCS#12 that isn't broken, and that
 * old programs have.
 */
export function encryptByTripleDes(password: string, content: Bytes, iterations: number): Encrypted {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { key, iv } = derive(password, { salt, iterations });
  const parameters = sequence(octetString(salt), integer(iterations));
  return {
    algorithm: sequence(objectIdentifier(OID.pbeWithShaAnd3KeyTripleDesCbc), parameters),
    ciphertext: encryptTripleDesCbc(key, iv, content),
  };
}

/** @throws {KeystoreError} unsupported-file, malformed (or another password: nothing here can tell) */
export function decryptByTripleDes(
  password: string,
  parameters: DerElement | undefined,
  ciphertext: Bytes,
): Bytes {
  const [salt, iterations] = readSequence(parameters);
  const { key, iv } = derive(password, {
    salt: readOctetString(salt),
    iterations: checkIterations(readSmallInteger(iterations)),
  });
  return decryptTripleDesCbc(key, iv, ciphertext);
}

function derive(password: string, derivation: Derivation): { key: Bytes; iv: Bytes } {
  return {
    key: deriveKey(sha1, PURPOSE.encryption, password, derivation, 24),
    iv: deriveKey(sha1, PURPOSE.initialVector, password, derivation, 8),
  };
}
