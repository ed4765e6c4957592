import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import type { CHash } from "@noble/hashes/utils.js";
import { type Bytes, equalBytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  type DerElement,
  readObjectIdentifier,
  readOctetString,
  readSequence,
  readSmallInteger,
} from "../der/read.ts";
import { integer, nullValue, objectIdentifier, octetString, sequence } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { checkIterations, unsupportedProtection } from "../pkcs5/limits.ts";
import { type Derivation, deriveKey, PURPOSE } from "./derive-key.ts";

const hashes: Readonly<Record<string, CHash>> = {
  [OID.sha1]: sha1,
  [OID.sha256]: sha256,
  [OID.sha384]: sha384,
  [OID.sha512]: sha512,
};

/** MacData (RFC 7292 §4) over a file's content, by HMAC with SHA-256, or SHA-1 for old readers. */
export function writeMac(
  content: Bytes,
  password: string,
  digest: typeof OID.sha1 | typeof OID.sha256,
  iterations: number,
): Bytes {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const mac = macOf(content, password, digest, { salt, iterations });
  return sequence(
    sequence(sequence(objectIdentifier(digest), nullValue()), octetString(mac)),
    octetString(salt),
    integer(iterations),
  );
}

/** @throws {KeystoreError} wrong-password (or a changed file: they can't be told apart), unsupported-file, malformed */
export function checkMac(macData: DerElement | undefined, content: Bytes, password: string): void {
  const [digestInfo, salt, iterations] = readSequence(macData);
  const [algorithm, digest] = readSequence(digestInfo);
  const mac = macOf(content, password, readObjectIdentifier(readSequence(algorithm)[0]), {
    salt: readOctetString(salt),
    // RFC 7292 §4: one, when nothing is said.
    iterations: iterations === undefined ? 1 : checkIterations(readSmallInteger(iterations)),
  });
  if (!equalBytes(mac, readOctetString(digest))) {
    throw new KeystoreError("wrong-password", "The password is wrong, or the file was changed.");
  }
}

function macOf(content: Bytes, password: string, digest: string, derivation: Derivation): Uint8Array {
  const hash = hashes[digest];
  if (hash === undefined) throw unsupportedProtection();
  return hmac(hash, deriveKey(hash, PURPOSE.integrity, password, derivation, hash.outputLen), content);
}
