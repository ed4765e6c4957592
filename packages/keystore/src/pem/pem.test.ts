import fc from "fast-check";
import { expect, test } from "vitest";
import { KeystoreError } from "../keystore-error.ts";
import { decodePem } from "./decode.ts";
import { encodePem } from "./encode.ts";

const LABEL = "CERTIFICATE REQUEST";
const pem = encodePem(
  LABEL,
  Uint8Array.from({ length: 100 }, (_, index) => index),
);

test("PEM has 64 letters a line (RFC 7468 §3) and is read back the same", () => {
  expect(pem.split("\n").map((line) => line.length)).toEqual([35, 64, 64, 8, 33, 0]);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), (bytes) => {
      expect(Buffer.compare(decodePem(encodePem(LABEL, bytes), [LABEL]), bytes)).toBe(0);
    }),
  );
});

test.each([
  ["with Windows line ends", pem.replaceAll("\n", "\r\n")],
  ["with text before and after", `Subject: CN=x\n${pem}\nbye`],
  ["with spaces at the ends of lines", pem.replaceAll("\n", "  \n")],
  ["on one line", pem.replaceAll("\n", " ")],
])("PEM %s is read", (_what, text) => {
  expect(decodePem(text, [LABEL])[99]).toBe(99);
});

test.each([
  ["nothing", "", /must begin with/],
  ["a block that doesn't end", pem.slice(0, 150), /last line/],
  ["two blocks", pem + pem, /more than one/],
  [
    "lines that name different things",
    pem.replace("END CERTIFICATE REQUEST", "END CERTIFICATE"),
    /different things/,
  ],
  ["a private key", pem.replaceAll(LABEL, "RSA PRIVATE KEY"), /This is a RSA PRIVATE KEY/],
  ["a certificate", pem.replaceAll(LABEL, "CERTIFICATE"), /This is a CERTIFICATE/],
  ["a line cut short", pem.replace(/.\n-----END/, "\n-----END"), /not whole base64/],
  ["another alphabet", pem.replace("AAEC", "A*EC"), /not whole base64/],
  ["too much text", " ".repeat(17_000) + pem, /17\d\d\d characters/],
])("%s is refused with a line that says why", (_what, text, reason) => {
  expect(() => decodePem(text, [LABEL])).toThrow(reason);
  expect(() => decodePem(text, [LABEL])).toThrow(KeystoreError);
});
