import type { Bytes } from "../der/bytes.ts";
import { encodePem } from "../pem/encode.ts";
import { encryptPrivateKey } from "../pkcs8/encrypt-private-key.ts";
import type { Pkcs12Content } from "../pkcs12/assemble.ts";
import { createPkcs12 } from "../pkcs12/create-pkcs12.ts";

/** The forms in which a private key is handed to its owner. */
export const KEY_FORMATS = ["p12", "compatible-p12", "encrypted-pem", "plain-pem"] as const;
export type KeyFormat = (typeof KEY_FORMATS)[number];

/**
 * A key as a file of one of the forms: `p12` is PKCS#12 as it should be, `compatible-p12` one for old readers, `encrypted-pem` PKCS#8 under
 * the same password, `plain-pem` PKCS#8 that nothing protects. The PEM files hold the key alone, without certificates.
 *
 * @throws {KeystoreError} bad-alias, bad-password
 */
export async function writeKeyFile(content: Pkcs12Content, format: KeyFormat): Promise<Bytes> {
  switch (format) {
    case "p12":
      return createPkcs12(content);
    case "compatible-p12": {
      // Few need it, so a page loads what it takes when it is asked for.
      const { createCompatiblePkcs12 } = await import("../pkcs12/create-compatible-pkcs12.ts");
      return createCompatiblePkcs12(content);
    }
    case "encrypted-pem":
      return asBytes(await encryptPrivateKey(content.privateKey, content.password));
    case "plain-pem":
      return asBytes(encodePem("PRIVATE KEY", content.privateKey));
  }
}

const ENDINGS: Readonly<Record<KeyFormat, string>> = {
  p12: ".p12",
  "compatible-p12": "-compatibility.p12",
  "encrypted-pem": "-encrypted-private-key.pem",
  "plain-pem": "-private-key.pem",
};

/** The name for a form of a key, from that of its .p12 file. */
export function keyFileName(p12Name: string, format: KeyFormat): string {
  return p12Name.replace(/\.p12$/, "") + ENDINGS[format];
}

function asBytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}
