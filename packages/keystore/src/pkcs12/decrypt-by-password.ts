import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import { type DerElement, readObjectIdentifier, readSequence } from "../der/read.ts";
import { decryptByPbes2 } from "../pkcs5/decrypt-by-pbes2.ts";
import { unsupportedProtection } from "../pkcs5/limits.ts";
import { decryptByTripleDes } from "./triple-des-encryption.ts";

/**
 * Opens what was encrypted by a password, in whichever of the ways that are read here. PKCS#8 files use the ways of PKCS#12 as well.
 *
 * @throws {KeystoreError} unsupported-file, malformed (or another password: nothing here can tell)
 */
export async function decryptByPassword(
  password: string,
  algorithm: DerElement | undefined,
  ciphertext: Bytes,
): Promise<Bytes> {
  const [oid, parameters] = readSequence(algorithm);
  switch (readObjectIdentifier(oid)) {
    case OID.pbes2:
      return decryptByPbes2(password, parameters, ciphertext);
    case OID.pbeWithShaAnd3KeyTripleDesCbc:
      return decryptByTripleDes(password, parameters, ciphertext);
    default:
      throw unsupportedProtection();
  }
}
