import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  type DerElement,
  expectTag,
  malformed,
  readObjectIdentifier,
  readOctetString,
  readSequence,
  readSmallInteger,
} from "../der/read.ts";
import { TAG } from "../der/write.ts";
import { decryptTripleDesCbc } from "../des/triple-des.ts";
import { deriveByPbkdf2, importAesCbcKey, type Pbkdf2 } from "./derive-key.ts";
import { checkIterations, unsupportedProtection } from "./limits.ts";

/**
 * Opens what PBES2 has encrypted, by us or by others: PBKDF2 with any HMAC of SHA-1 or SHA-2, then AES-128, AES-256 or triple DES in CBC
 * mode. AES-192 is not in every browser.
 *
 * @throws {KeystoreError} unsupported-file, malformed (or another password: nothing here can tell)
 */
export async function decryptByPbes2(
  password: string,
  parameters: DerElement | undefined,
  ciphertext: Bytes,
): Promise<Bytes> {
  const [derivation, scheme] = readSequence(parameters);
  const [schemeOid, ivElement] = readSequence(scheme);
  const algorithm = readObjectIdentifier(schemeOid);
  const length = keyLengths[algorithm];
  if (length === undefined) throw unsupportedProtection();
  const secret = await deriveByPbkdf2(password, readDerivation(derivation, length), length);
  const iv = readOctetString(ivElement);
  if (algorithm === OID.tripleDesCbc) return decryptTripleDesCbc(secret, iv, ciphertext);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-CBC", iv }, await importAesCbcKey(secret), ciphertext),
    );
  } catch {
    throw malformed("a part of the file doesn't decrypt");
  }
}

const keyLengths: Readonly<Record<string, number>> = {
  [OID.aes128Cbc]: 16,
  [OID.aes256Cbc]: 32,
  [OID.tripleDesCbc]: 24,
};

const pseudoRandomHashes: Readonly<Record<string, Pbkdf2["hash"]>> = {
  [OID.hmacWithSha1]: "SHA-1",
  [OID.hmacWithSha256]: "SHA-256",
  [OID.hmacWithSha384]: "SHA-384",
  [OID.hmacWithSha512]: "SHA-512",
};

/** PBKDF2-params (RFC 8018 appendix A.2): the key's length may be left out, and the HMAC when it is that of SHA-1. */
function readDerivation(derivation: DerElement | undefined, length: number): Pbkdf2 {
  const [oid, parameters] = readSequence(derivation);
  if (readObjectIdentifier(oid) !== OID.pbkdf2) throw unsupportedProtection();
  const [salt, iterations, ...optional] = readSequence(parameters);
  const stated = optional[0]?.tag === TAG.integer ? optional.shift() : undefined;
  if (stated !== undefined && readSmallInteger(stated) !== length) {
    throw malformed("the key's length doesn't fit the cipher");
  }
  const [pseudoRandom] = optional;
  const hash =
    pseudoRandomHashes[
      pseudoRandom === undefined ? OID.hmacWithSha1 : readObjectIdentifier(readSequence(pseudoRandom)[0])
    ];
  if (hash === undefined) throw unsupportedProtection();
  return {
    hash,
    salt: expectTag(salt, TAG.octetString).content,
    iterations: checkIterations(readSmallInteger(iterations)),
  };
}
