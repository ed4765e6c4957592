import type { Bytes } from "../der/bytes.ts";
import { KeystoreError } from "../keystore-error.ts";

/** Large enough for a request with a 8192-bit key and many attributes, small enough to be read without a thought. */
const MOST_CHARACTERS = 16 * 1024;

/**
 * The DER inside the one PEM block (RFC 7468) of a text. Text around it, as OpenSSL writes it, is passed over; white space is too.
 *
 * @param labels which labels are taken, e.g. `CERTIFICATE REQUEST`
 * @throws {KeystoreError} too-large, not-pem
 */
export function decodePem(text: string, labels: readonly string[]): Bytes {
  if (text.length > MOST_CHARACTERS) {
    throw new KeystoreError(
      "too-large",
      `The text has ${text.length} characters; at most ${MOST_CHARACTERS} are read.`,
    );
  }
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END ([A-Z0-9 ]+)-----/g)];
  const [block] = blocks;
  if (block === undefined) {
    const begun = /-----BEGIN [A-Z0-9 ]+-----/.test(text);
    throw new KeystoreError(
      "not-pem",
      begun
        ? "The text begins a PEM block and doesn't end it: copy it with its last line, -----END …-----."
        : `This is not PEM: it must begin with -----BEGIN ${labels[0]}-----.`,
    );
  }
  if (blocks.length > 1)
    throw new KeystoreError("not-pem", "There is more than one PEM block: give just one.");
  const [, label = "", body = "", endLabel] = block;
  if (label !== endLabel)
    throw new KeystoreError("not-pem", "The first and the last line name different things.");
  if (!labels.includes(label)) {
    throw new KeystoreError("not-pem", `This is a ${label}; a ${labels[0]} is asked for.`);
  }
  const base64 = body.replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) {
    throw new KeystoreError("not-pem", "The lines between the first and the last are not whole base64.");
  }
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
