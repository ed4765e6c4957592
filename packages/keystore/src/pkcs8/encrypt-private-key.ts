import type { Bytes } from "../der/bytes.ts";
import { octetString, sequence } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";
import { encodePem } from "../pem/encode.ts";
import { encryptByPbes2 } from "../pkcs5/encrypt-by-pbes2.ts";
import { checkPassword } from "../pkcs12/check-password.ts";

/** As many rounds as our key files have. */
const ITERATIONS = 100_000;

/**
 * A private key as an EncryptedPrivateKeyInfo (RFC 5958 §3): PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256.
 *
 * @param privateKey PKCS#8 PrivateKeyInfo, DER
 * @returns PEM with the label ENCRYPTED PRIVATE KEY
 * @throws {KeystoreError} bad-password
 */
export async function encryptPrivateKey(privateKey: Bytes, password: string): Promise<string> {
  const badPassword = checkPassword(password);
  if (badPassword !== null) throw new KeystoreError("bad-password", badPassword);
  const { algorithm, ciphertext } = await encryptByPbes2(password, privateKey, ITERATIONS);
  return encodePem("ENCRYPTED PRIVATE KEY", sequence(algorithm, octetString(ciphertext)));
}
