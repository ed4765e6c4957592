import { type Bytes, compareBytes, concatBytes } from "./bytes.ts";

/** Writers of ASN.1 values in DER (X.690): definite, shortest lengths, primitive strings, sorted sets. Each gives one whole element. */

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

export function element(tag: number, content: Uint8Array): Bytes {
  return concatBytes(Uint8Array.of(tag), lengthOctets(content.length), content);
}

function lengthOctets(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

export function sequence(...elements: readonly Uint8Array[]): Bytes {
  return element(TAG.sequence, concatBytes(...elements));
}

export function setOf(...elements: readonly Uint8Array[]): Bytes {
  return element(TAG.set, concatBytes(...[...elements].sort(compareBytes)));
}

/** A non-negative INTEGER from its big-endian magnitude. */
export function unsignedInteger(magnitude: Uint8Array): Bytes {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const digits = magnitude.length === 0 ? Uint8Array.of(0) : magnitude.subarray(start);
  return element(TAG.integer, (digits[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), digits) : digits);
}

/** A small non-negative INTEGER. */
export function integer(value: number): Bytes {
  const octets: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return unsignedInteger(Uint8Array.from(octets));
}

export function boolean(value: boolean): Bytes {
  return element(TAG.boolean, Uint8Array.of(value ? 0xff : 0x00));
}

export function nullValue(): Bytes {
  return element(TAG.null, new Uint8Array());
}

/** @param dotted e.g. `1.2.840.113549.1.1.1` */
export function objectIdentifier(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const base128 = [arc % 128];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128))
      base128.unshift((high % 128) | 0x80);
    octets.push(...base128);
  }
  return element(TAG.objectIdentifier, Uint8Array.from(octets));
}

export function octetString(content: Uint8Array): Bytes {
  return element(TAG.octetString, content);
}

/** @param unusedBits how many low bits of the last octet don't count, 0 to 7 */
export function bitString(content: Uint8Array, unusedBits = 0): Bytes {
  return element(TAG.bitString, concatBytes(Uint8Array.of(unusedBits), content));
}

export function utf8String(text: string): Bytes {
  return element(TAG.utf8String, new TextEncoder().encode(text));
}

/** UTF-16 code units, big-endian. */
export function bmpString(text: string): Bytes {
  return element(TAG.bmpString, utf16(text));
}

export function utf16(text: string): Bytes {
  const octets = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    octets[index * 2] = unit >> 8;
    octets[index * 2 + 1] = unit & 0xff;
  }
  return octets;
}

/** A certificate's Time (RFC 5280 §4.1.2.5): UTCTime up to 2049, GeneralizedTime from 2050 on; whole seconds. */
export function time(moment: Date): Bytes {
  const text = moment.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  const ascii = (value: string) => new TextEncoder().encode(value);
  return moment.getUTCFullYear() < 2050
    ? element(TAG.utcTime, ascii(text.slice(2)))
    : element(TAG.generalizedTime, ascii(text));
}

/** [number] around whole elements: EXPLICIT, or IMPLICIT for a constructed type whose content these are. */
export function contextConstructed(number: number, ...elements: readonly Uint8Array[]): Bytes {
  return element(0xa0 | number, concatBytes(...elements));
}

/** [number] IMPLICIT for a primitive type: the content octets alone. */
export function contextPrimitive(number: number, content: Uint8Array): Bytes {
  return element(0x80 | number, content);
}
