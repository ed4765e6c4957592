import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  childrenOf,
  type DerElement,
  expectTag,
  malformed,
  readDer,
  readObjectIdentifier,
  readOctetString,
  readSequence,
  readSmallInteger,
} from "../der/read.ts";
import { TAG } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { decryptByPassword } from "./decrypt-by-password.ts";
import { checkMac } from "./mac.ts";

export interface Pkcs12Key {
  readonly alias: string | null;
  /** PKCS#8 PrivateKeyInfo, DER. */
  readonly privateKey: Bytes;
}

export interface OpenedPkcs12 {
  /** As they stand in the file; at least one. */
  readonly keys: readonly [Pkcs12Key, ...Pkcs12Key[]];
  /** X.509, DER, as they stand in the file; those in a part whose protection isn't read here are left out. */
  readonly certificates: readonly Bytes[];
}

export const LARGEST_FILE = 64 * 1024;
/** Each part costs a derivation of a key. */
const MOST_PARTS = 32;

/**
 * Opens a key file of our own or of another maker, if it is in DER: protected by PBES2 or by triple DES, with a MAC by SHA-1 or SHA-2. The
 * MAC is checked before anything is decrypted. Old programs protect certificates, which are no secret, by RC2 with 40 bits: these are
 * passed over, since whoever opens a key file wants the key.
 *
 * @throws {KeystoreError} wrong-password (or a changed file: they can't be told apart), malformed, unsupported-file, too-large
 */
export async function openPkcs12(file: Bytes, password: string): Promise<OpenedPkcs12> {
  if (file.length > LARGEST_FILE)
    throw new KeystoreError("too-large", "The key file is larger than any that holds a few keys.");
  const [version, authSafe, macData] = readSequence(readDer(file));
  if (readSmallInteger(version) !== 3) throw malformed("it is not a PKCS#12 file");
  if (macData === undefined) {
    throw new KeystoreError("unsupported-file", "The key file has no MAC, so its password can't be checked.");
  }
  const authenticatedSafe = readOctetString(contentOf(authSafe, OID.data));
  checkMac(macData, authenticatedSafe, password);

  const parts = readSequence(readDer(authenticatedSafe));
  const keys: Pkcs12Key[] = [];
  const certificates: Bytes[] = [];
  let bags = 0;
  for (const part of parts.slice(0, MOST_PARTS)) {
    const contents = await readableContents(part, password);
    if (contents === null) continue;
    for (const bag of readSequence(readDer(contents))) {
      bags += 1;
      if (bags > MOST_PARTS) throw new KeystoreError("too-large", "The key file has too many parts.");
      const [oid, value, attributes] = readSequence(bag);
      const [inner] = childrenOf(expectTag(value, 0xa0));
      const kind = readObjectIdentifier(oid);
      if (kind === OID.keyBag || kind === OID.shroudedKeyBag) {
        const privateKey = kind === OID.keyBag ? readPlainKey(inner) : await unshroud(inner, password);
        keys.push({ alias: friendlyName(attributes), privateKey });
      } else if (kind === OID.certBag) {
        certificates.push(readOctetString(contentOf(inner, OID.x509Certificate)));
      }
    }
  }
  const [first, ...more] = keys;
  if (first === undefined) {
    throw new KeystoreError("unsupported-file", "There is no private key in the file that can be read here.");
  }
  return { keys: [first, ...more], certificates };
}

function readPlainKey(inner: DerElement | undefined): Bytes {
  return expectTag(inner, TAG.sequence).whole;
}

async function unshroud(inner: DerElement | undefined, password: string): Promise<Bytes> {
  const [algorithm, ciphertext] = readSequence(inner);
  return decryptByPassword(password, algorithm, readOctetString(ciphertext));
}

/** What stands in [0] of a sequence that begins with this type. */
function contentOf(info: DerElement | undefined, type: string): DerElement | undefined {
  const [oid, content] = readSequence(info);
  if (readObjectIdentifier(oid) !== type) {
    throw new KeystoreError("unsupported-file", "The key file has parts of a kind that isn't read here.");
  }
  return childrenOf(expectTag(content, 0xa0))[0];
}

/** Null: protected in a way that isn't read here. */
async function readableContents(part: DerElement, password: string): Promise<Bytes | null> {
  try {
    return await safeContents(part, password);
  } catch (error) {
    if (error instanceof KeystoreError && error.code === "unsupported-file") return null;
    throw error;
  }
}

async function safeContents(info: DerElement, password: string): Promise<Bytes> {
  if (readObjectIdentifier(readSequence(info)[0]) === OID.data)
    return readOctetString(contentOf(info, OID.data));
  const [, encryptedContent] = readSequence(contentOf(info, OID.encryptedData));
  const [, algorithm, ciphertext] = readSequence(encryptedContent);
  return decryptByPassword(password, algorithm, expectTag(ciphertext, 0x80).content);
}

function friendlyName(attributes: DerElement | undefined): string | null {
  if (attributes === undefined) return null;
  for (const attribute of childrenOf(expectTag(attributes, TAG.set))) {
    const [oid, values] = readSequence(attribute);
    if (readObjectIdentifier(oid) === OID.friendlyName) {
      const [name] = childrenOf(expectTag(values, TAG.set));
      return new TextDecoder("utf-16be").decode(expectTag(name, TAG.bmpString).content);
    }
  }
  return null;
}
