import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, equalBytes } from "../der/bytes.ts";
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
import { deriveMacKey } from "./derive-mac-key.ts";
import { decryptByPassword, MOST_ITERATIONS } from "./password-encryption.ts";

export interface OpenedPkcs12 {
  readonly alias: string | null;
  /** PKCS#8 PrivateKeyInfo, DER. */
  readonly privateKey: Bytes;
  /** X.509, DER; the key's own first. */
  readonly certificates: readonly Bytes[];
}

const LARGEST_FILE = 64 * 1024;

/**
 * Opens a key file as {@link createPkcs12} makes it. The MAC is checked before anything is decrypted.
 *
 * @throws {KeystoreError} wrong-password (or a changed file: they can't be told apart), malformed, unsupported-file, too-large
 */
export async function openPkcs12(file: Bytes, password: string): Promise<OpenedPkcs12> {
  if (file.length > LARGEST_FILE)
    throw new KeystoreError("too-large", "The key file is larger than any that Gatehouse makes.");
  const [version, authSafe, macData] = readSequence(readDer(file));
  if (readSmallInteger(version) !== 3) throw malformed("it is not a PKCS#12 file");
  const authenticatedSafe = readOctetString(contentOf(authSafe, OID.data));
  checkMac(macData, authenticatedSafe, password);

  let privateKey: Bytes | null = null;
  let alias: string | null = null;
  const certificates: Bytes[] = [];
  for (const info of readSequence(readDer(authenticatedSafe))) {
    for (const bag of readSequence(readDer(await safeContents(info, password)))) {
      const [oid, value, attributes] = readSequence(bag);
      const inner = childrenOf(expectTag(value, 0xa0))[0];
      if (readObjectIdentifier(oid) === OID.shroudedKeyBag) {
        const [algorithm, ciphertext] = readSequence(inner);
        privateKey = await decryptByPassword(password, algorithm, readOctetString(ciphertext));
        alias = friendlyName(attributes);
      } else if (readObjectIdentifier(oid) === OID.certBag) {
        certificates.push(readOctetString(contentOf(inner, OID.x509Certificate)));
      }
    }
  }
  if (privateKey === null)
    throw new KeystoreError("unsupported-file", "There is no private key in the file.");
  return { alias, privateKey, certificates };
}

/** What stands in [0] of a sequence that begins with this type. */
function contentOf(info: DerElement | undefined, type: string): DerElement | undefined {
  const [oid, content] = readSequence(info);
  if (readObjectIdentifier(oid) !== type) {
    throw new KeystoreError(
      "unsupported-file",
      "The key file has parts of a kind that Gatehouse doesn't make.",
    );
  }
  return childrenOf(expectTag(content, 0xa0))[0];
}

async function safeContents(info: DerElement, password: string): Promise<Bytes> {
  if (readObjectIdentifier(readSequence(info)[0]) === OID.data)
    return readOctetString(contentOf(info, OID.data));
  const [, encryptedContent] = readSequence(contentOf(info, OID.encryptedData));
  const [, algorithm, ciphertext] = readSequence(encryptedContent);
  return decryptByPassword(password, algorithm, expectTag(ciphertext, 0x80).content);
}

function checkMac(macData: DerElement | undefined, content: Bytes, password: string): void {
  const [digestInfo, salt, iterations] = readSequence(macData);
  const [algorithm, digest] = readSequence(digestInfo);
  const rounds = readSmallInteger(iterations);
  if (
    readObjectIdentifier(readSequence(algorithm)[0]) !== OID.sha256 ||
    rounds < 1 ||
    rounds > MOST_ITERATIONS
  ) {
    throw new KeystoreError(
      "unsupported-file",
      "The key file is protected in another way than Gatehouse's own files.",
    );
  }
  const mac = hmac(sha256, deriveMacKey(password, readOctetString(salt), rounds), content);
  if (!equalBytes(mac, readOctetString(digest))) {
    throw new KeystoreError("wrong-password", "The password is wrong, or the file was changed.");
  }
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
