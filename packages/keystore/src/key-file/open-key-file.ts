import type { Bytes } from "../der/bytes.ts";
import { KeystoreError } from "../keystore-error.ts";
import { openPrivateKey } from "../pkcs8/open-private-key.ts";
import { LARGEST_FILE, openPkcs12 } from "../pkcs12/open-pkcs12.ts";

const DER_SEQUENCE = 0x30;

/**
 * The private keys of a file as people have them: a PKCS#12 file, or a PEM file with one key, in the clear or encrypted.
 *
 * @returns PKCS#8 PrivateKeyInfo, DER; at least one
 * @throws {KeystoreError} wrong-password (or a changed file), malformed, not-pem, unsupported-file, unsupported-key, too-large
 */
export async function openKeyFile(file: Bytes, password: string): Promise<readonly [Bytes, ...Bytes[]]> {
  if (file.length > LARGEST_FILE)
    throw new KeystoreError("too-large", "The key file is larger than any that holds a few keys.");
  if (file[0] !== DER_SEQUENCE) return [await openPrivateKey(new TextDecoder().decode(file), password)];
  const [first, ...more] = (await openPkcs12(file, password).catch(adviseOnBer)).keys;
  return [first.privateKey, ...more.map(({ privateKey }) => privateKey)];
}

/** Some programs (NSS and what is built on it) write PKCS#12 in BER, of which DER is one strict form. */
function adviseOnBer(error: unknown): never {
  if (error instanceof KeystoreError && error.code === "malformed") {
    throw new KeystoreError(
      "malformed",
      `${error.message} If another program opens the file, write the key anew with: openssl pkcs12 -in key.p12 -nocerts -out key.pem`,
    );
  }
  throw error;
}
