import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  bmpString,
  contextConstructed,
  contextPrimitive,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import type { Encrypted } from "../pkcs5/encrypt-by-pbes2.ts";
import { keyIdentifier } from "../x509/create-certificate.ts";
import { parseCertificate } from "../x509/parse-certificate.ts";
import { checkAlias } from "./check-alias.ts";
import { checkPassword } from "./check-password.ts";

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

/** How a file is protected by its password. */
export interface Protection {
  encrypt(password: string, content: Bytes): Promise<Encrypted>;
  /** MacData (RFC 7292 §4) over the content. */
  mac(password: string, content: Bytes): Bytes;
}

/**
 * A PKCS#12 file (RFC 7292) in strict DER with primitive strings: the key shrouded, the certificates encrypted, a MAC over the whole. The
 * alias is the friendlyName of key and certificate, a localKeyID joins them.
 *
 * @throws {KeystoreError} bad-alias, bad-password
 */
export async function assemblePkcs12(content: Pkcs12Content, protection: Protection): Promise<Bytes> {
  const { alias, password, certificate, chain, privateKey } = content;
  const badAlias = checkAlias(alias);
  if (badAlias !== null) throw new KeystoreError("bad-alias", badAlias);
  const badPassword = checkPassword(password);
  if (badPassword !== null) throw new KeystoreError("bad-password", badPassword);

  const { publicKey } = parseCertificate(certificate);
  const attributes = setOf(
    sequence(objectIdentifier(OID.friendlyName), setOf(bmpString(alias))),
    sequence(objectIdentifier(OID.localKeyId), setOf(octetString(keyIdentifier(publicKey.keyBits)))),
  );
  const certBags = [certBag(certificate, attributes), ...chain.map((issuer) => certBag(issuer))];
  const keyBag = shroudedKeyBag(await protection.encrypt(password, privateKey), attributes);
  const authenticatedSafe = sequence(
    encryptedSafe(await protection.encrypt(password, sequence(...certBags))),
    contentInfo(OID.data, octetString(sequence(keyBag))),
  );
  return sequence(
    integer(3),
    contentInfo(OID.data, octetString(authenticatedSafe)),
    protection.mac(password, authenticatedSafe),
  );
}

function shroudedKeyBag({ algorithm, ciphertext }: Encrypted, attributes: Bytes): Bytes {
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
function encryptedSafe({ algorithm, ciphertext }: Encrypted): Bytes {
  const encryptedContent = sequence(objectIdentifier(OID.data), algorithm, contextPrimitive(0, ciphertext));
  return contentInfo(OID.encryptedData, sequence(integer(0), encryptedContent));
}

function contentInfo(type: string, content: Bytes): Bytes {
  return sequence(objectIdentifier(type), contextConstructed(0, content));
}
