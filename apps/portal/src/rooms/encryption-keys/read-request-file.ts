import { encodePem } from "@gatehouse/keystore/pem/encode";

const DER_SEQUENCE = 0x30;

/** The text of a request file: PEM in UTF-8 or UTF-16, as some tools of Windows write it, or DER, which becomes PEM. */
export function readRequestFile(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes[0] === DER_SEQUENCE && (bytes[1] ?? 0) >= 0x80) return encodePem("CERTIFICATE REQUEST", bytes);
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
