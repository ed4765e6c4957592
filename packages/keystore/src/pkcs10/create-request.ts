import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  bitString,
  contextConstructed,
  integer,
  nullValue,
  objectIdentifier,
  sequence,
} from "../der/write.ts";
import { encodePem } from "../pem/encode.ts";
import type { RsaKeyPair } from "../pkcs8/generate-key-pair.ts";
import { type Name, writeName } from "../x509/name.ts";

/**
 * A certification request (PKCS#10, RFC 2986) signed by the key it is for: RSASSA-PKCS1-v1_5 with SHA-256.
 *
 * @returns PEM with the label CERTIFICATE REQUEST
 * @throws {KeystoreError} bad-name
 */
export async function createCertificateRequest(name: Name, keyPair: RsaKeyPair): Promise<string> {
  const requestInfo: Bytes = sequence(integer(0), writeName(name), keyPair.publicKey, contextConstructed(0));
  const algorithm = sequence(objectIdentifier(OID.sha256WithRsa), nullValue());
  const request = sequence(requestInfo, algorithm, bitString(await keyPair.sign(requestInfo)));
  return encodePem("CERTIFICATE REQUEST", request);
}
