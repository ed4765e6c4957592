import fc from "fast-check";
import { expect, test } from "vitest";
import { KeystoreError } from "../keystore-error.ts";
import type { Bytes } from "./bytes.ts";
import {
  childrenOf,
  readBitString,
  readDer,
  readObjectIdentifier,
  readOctetString,
  readSmallInteger,
  readText,
  readTime,
  readUnsigned,
} from "./read.ts";
import {
  bitString,
  bmpString,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from "./write.ts";

const hex = (text: string): Bytes =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const octets = fc.uint8Array({ maxLength: 70_000, size: "max" }).map((bytes) => Uint8Array.from(bytes));

test.each([
  [
    "an OCTET STRING of 127 octets has a short length",
    toHex(octetString(new Uint8Array(127))).slice(0, 4),
    "047f",
  ],
  [
    "one of 128 octets has the shortest long one",
    toHex(octetString(new Uint8Array(128))).slice(0, 6),
    "048180",
  ],
  [
    "one of 256 octets has two octets of length",
    toHex(octetString(new Uint8Array(256))).slice(0, 8),
    "04820100",
  ],
  ["zero is one octet", toHex(integer(0)), "020100"],
  ["128 gets a zero in front, or it would be negative", toHex(integer(128)), "02020080"],
  ["65537", toHex(integer(65_537)), "0203010001"],
  [
    "rsaEncryption (RFC 8017 appendix C)",
    toHex(objectIdentifier("1.2.840.113549.1.1.1")),
    "06092a864886f70d010101",
  ],
  ["a set is sorted by its octets (X.690 §11.6)", toHex(setOf(integer(2), integer(1))), "3106020101020102"],
  ["a text is UTF-8", toHex(utf8String("é")), "0c02c3a9"],
  ["a BMPString is big-endian", toHex(bmpString("ä")), "1e0200e4"],
  [
    "times to 2049 have two digits of the year",
    toHex(time(new Date("2049-12-31T23:59:59Z"))),
    `170d${toHex(Buffer.from("491231235959Z"))}`,
  ],
  [
    "times from 2050 on have four",
    toHex(time(new Date("2050-01-01T00:00:00Z"))),
    `180f${toHex(Buffer.from("20500101000000Z"))}`,
  ],
])("writes DER: %s", (_what, written, expected) => {
  expect(written).toBe(expected);
});

test.each([
  ["an indefinite length", "3080020100" + "0000"],
  ["a length longer than needed", "0481 01 00".replaceAll(" ", "")],
  ["a length with a leading zero", "048200010a"],
  ["a length of five octets", "0485000000000100"],
  ["octets after the end", "02010000"],
  ["a cut end", "0405aabb"],
  ["a cut length", "0482"],
  ["nothing", ""],
  ["a high tag number", "1f81010100"],
])("refuses %s", (_what, bytes) => {
  expect(() => readDer(hex(bytes))).toThrow(KeystoreError);
});

test.each([
  ["a negative number", "0201ff"],
  ["a number with a leading zero too many", "02020001"],
  ["a number of no octets", "0200"],
])("refuses %s", (_what, bytes) => {
  expect(() => readUnsigned(readDer(hex(bytes)))).toThrow(KeystoreError);
});

test("refuses object identifiers that are empty, cut, padded or too large", () => {
  for (const bytes of ["0600", "06022a86", "06032a8001", "060a2affffffffffffffff7f"]) {
    expect(() => readObjectIdentifier(readDer(hex(bytes)))).toThrow(KeystoreError);
  }
});

test("refuses bits that don't end on an octet, and parts inside what holds none", () => {
  expect(() => readBitString(readDer(hex("030204f0")))).toThrow(KeystoreError);
  expect(() => childrenOf(readDer(hex("0403020100")))).toThrow(KeystoreError);
});

test("refuses times that aren't in UTC to the second", () => {
  const bytes = (text: string) =>
    hex(`17${text.length.toString(16).padStart(2, "0")}${toHex(Buffer.from(text))}`);
  for (const text of ["2601010000Z", "260101000000+0000", "260101000000", "26010100000aZ"]) {
    expect(() => readTime(readDer(bytes(text)))).toThrow(KeystoreError);
  }
  expect(readTime(readDer(bytes("500101000000Z"))).getUTCFullYear()).toBe(1950);
});

test("what is written is read back the same, whatever its size", () => {
  fc.assert(
    fc.property(octets, fc.nat(), fc.string({ unit: "grapheme", maxLength: 50 }), (bytes, number, text) => {
      const [first, second, third, fourth] = childrenOf(
        readDer(sequence(octetString(bytes), integer(number), utf8String(text), bitString(bytes))),
      );
      expect(Buffer.compare(readOctetString(first), bytes)).toBe(0);
      expect(readSmallInteger(second)).toBe(number);
      expect(readText(third)).toBe(text);
      expect(Buffer.compare(readBitString(fourth), bytes)).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test("numbers and object identifiers of any size are read back the same", () => {
  const arcs = fc.tuple(fc.constantFrom(1, 2), fc.nat({ max: 39 }), fc.array(fc.nat(), { maxLength: 8 }));
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 4096n }), arcs, (number, [first, second, rest]) => {
      const text = number.toString(16);
      const magnitude = hex(text.length % 2 === 0 ? text : `0${text}`);
      expect(toHex(readUnsigned(readDer(unsignedInteger(magnitude))))).toBe(toHex(magnitude));
      const dotted = [first, second, ...rest].join(".");
      expect(readObjectIdentifier(readDer(objectIdentifier(dotted)))).toBe(dotted);
    }),
    { numRuns: 300 },
  );
});

test("whatever is read, it is refused with a reason or read; nothing else happens", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        const walk = (element: ReturnType<typeof readDer>): void => {
          if ((element.tag & 0x20) !== 0) for (const child of childrenOf(element)) walk(child);
        };
        walk(readDer(Uint8Array.from(bytes)));
      } catch (error) {
        expect(error).toBeInstanceOf(KeystoreError);
      }
    }),
    { numRuns: 5_000 },
  );
});
