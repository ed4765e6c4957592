import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import { encryptByPbes2 } from "../pkcs5/encrypt-by-pbes2.ts";
import { assemblePkcs12, type Pkcs12Content } from "./assemble.ts";
import { writeMac } from "./mac.ts";

/** Rounds of PBKDF2 and of the MAC's key; what is measured to open in every tool and to take a fraction of a second. */
const ITERATIONS = 100_000;

/**
 * A key file as it should be: key and certificates encrypted by PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256, HMAC-SHA-256 over the
 * whole.
 *
 * @returns PKCS#12 (RFC 7292), DER
 * @throws {KeystoreError} bad-alias, bad-password
 */
export function createPkcs12(content: Pkcs12Content): Promise<Bytes> {
  return assemblePkcs12(content, {
    encrypt: (password, plaintext) => encryptByPbes2(password, plaintext, ITERATIONS),
    mac: (password, whole) => writeMac(whole, password, OID.sha256, ITERATIONS),
  });
}
