import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import { assemblePkcs12, type Pkcs12Content } from "./assemble.ts";
import { writeMac } from "./mac.ts";
import { encryptByTripleDes } from "./triple-des-encryption.ts";

/**
 * Old programs wrote 2,000 or 2,048 rounds; Java has written 50,000 with these algorithms for years, and its files were imported
 * everywhere. It is weak all the same: a guess costs so many rounds of SHA-1, of which one graphics card does some ten thousand million a second,
 * so hundreds of thousands of guesses a second. Only the password's own strength protects the file.
 */
const ITERATIONS = 50_000;

/**
 * A key file for programs that know the first PKCS#12 alone (Go's x/crypto/pkcs12, Windows Server 2016, old macOS, old Java): key and
 * certificate by triple DES, HMAC-SHA-1 over the whole. RC2-40, which the same programs used for certificates, is not needed by any.
 *
 * The file holds the key's own certificate and no issuers: `Decode` of Go's library refuses a file with more than one.
 *
 * @returns PKCS#12 (RFC 7292), DER
 * @throws {KeystoreError} bad-alias, bad-password
 */
export function createCompatiblePkcs12(content: Omit<Pkcs12Content, "chain">): Promise<Bytes> {
  return assemblePkcs12(
    { ...content, chain: [] },
    {
      encrypt: async (password, plaintext) => encryptByTripleDes(password, plaintext, ITERATIONS),
      mac: (password, whole) => writeMac(whole, password, OID.sha1, ITERATIONS),
    },
  );
}
