import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  bmpString,
  contextConstructed,
  contextPrimitive,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { keyIdentifier } from "../x509/create-certificate.ts";
import { parseCertificate } from "../x509/parse-certificate.ts";
import { checkAlias } from "./check-alias.ts";
import { checkPassword } from "./check-password.ts";
import { deriveMacKey } from "./derive-mac-key.ts";
import { encryptByPassword } from "./password-encryption.ts";

/** Rounds of PBKDF2 and of the MAC's key; what is measured to open in every tool and to take a fraction of a second. */
export const ITERATIONS = 100_000;

export interface Pkcs12Content {
  /** PKCS#8 PrivateKeyInfo, DER. */
  readonly privateKey: Bytes;
  /** X.509, DER. */
  readonly certificate: Bytes;
  /** The issuers' certificates, DER. */
  readonly chain: readonly Bytes[];
  readonly alias: string;
  readonly password: string;
}

/**
 * A PKCS#12 file (RFC 7292) in strict DER with primitive strings: the key shrouded and the certificates encrypted by PBES2 with
 * AES-256-CBC and PBKDF2-HMAC-SHA-256, HMAC-SHA-256 over the whole. The alias is the friendlyName of key and certificate, a localKeyID
 * joins them.
 *
 * @throws {KeystoreError} bad-alias, bad-password
 */
export async function createPkcs12(content: Pkcs12Content): Promise<Bytes> {
  const badAlias = checkAlias(content.alias);
  if (badAlias !== null) throw new KeystoreError("bad-alias", badAlias);
  const badPassword = checkPassword(content.password);
  if (badPassword !== null) throw new KeystoreError("bad-password", badPassword);

  const { publicKey } = parseCertificate(content.certificate);
  const attributes = setOf(
    sequence(objectIdentifier(OID.friendlyName), setOf(bmpString(content.alias))),
    sequence(objectIdentifier(OID.localKeyId), setOf(octetString(keyIdentifier(publicKey.keyBits)))),
  );
  const keyBag = await shroudedKeyBag(content, attributes);
  const certBags = [
    certBag(content.certificate, attributes),
    ...content.chain.map((issuer) => certBag(issuer)),
  ];
  const authenticatedSafe = sequence(
    await encryptedSafe(sequence(...certBags), content.password),
    contentInfo(OID.data, octetString(sequence(keyBag))),
  );
  return sequence(
    integer(3),
    contentInfo(OID.data, octetString(authenticatedSafe)),
    macData(authenticatedSafe, content.password),
  );
}

async function shroudedKeyBag(content: Pkcs12Content, attributes: Bytes): Promise<Bytes> {
  const { algorithm, ciphertext } = await encryptByPassword(content.password, content.privateKey, ITERATIONS);
  const encryptedKey = sequence(algorithm, octetString(ciphertext));
  return sequence(objectIdentifier(OID.shroudedKeyBag), contextConstructed(0, encryptedKey), attributes);
}

function certBag(certificate: Bytes, attributes?: Bytes): Bytes {
  const bag = sequence(
    objectIdentifier(OID.x509Certificate),
    contextConstructed(0, octetString(certificate)),
  );
  return sequence(
    objectIdentifier(OID.certBag),
    contextConstructed(0, bag),
    ...(attributes === undefined ? [] : [attributes]),
  );
}

/** EncryptedData of PKCS#7 (RFC 2315 §13), its ciphertext a primitive [0] IMPLICIT OCTET STRING. */
async function encryptedSafe(safeContents: Bytes, password: string): Promise<Bytes> {
  const { algorithm, ciphertext } = await encryptByPassword(password, safeContents, ITERATIONS);
  const encryptedContent = sequence(objectIdentifier(OID.data), algorithm, contextPrimitive(0, ciphertext));
  return contentInfo(OID.encryptedData, sequence(integer(0), encryptedContent));
}

function contentInfo(type: string, content: Bytes): Bytes {
  return sequence(objectIdentifier(type), contextConstructed(0, content));
}

function macData(authenticatedSafe: Bytes, password: string): Bytes {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const mac = hmac(sha256, deriveMacKey(password, salt, ITERATIONS), authenticatedSafe);
  return sequence(
    sequence(sequence(objectIdentifier(OID.sha256), nullValue()), octetString(mac)),
    octetString(salt),
    integer(ITERATIONS),
  );
}
