import { encodePem } from "@gatehouse/keystore/pem/encode";
import { expect, test } from "vitest";
import { readRequestFile } from "./read-request-file.ts";

const der = Uint8Array.from([0x30, 0x82, 0x01, 0x00, ...Array.from({ length: 256 }, (_, n) => n)]);
const pem = encodePem("CERTIFICATE REQUEST", der);

test("a file in UTF-8, in UTF-16 of either order, or in DER is read as the same text", () => {
  const little = Uint8Array.from(Buffer.from(`\ufeff${pem}`, "utf16le"));
  const big = Uint8Array.from(Buffer.from(`\ufeff${pem}`, "utf16le").swap16());
  for (const bytes of [Uint8Array.from(Buffer.from(pem)), little, big, der]) {
    expect(readRequestFile(bytes)).toBe(pem);
  }
});
