import { KeystoreError } from "../keystore-error.ts";
import type { Bytes } from "./bytes.ts";
import { TAG } from "./write.ts";

/** One element as it stands in the bytes. */
export interface DerElement {
  /** The identifier octet. */
  readonly tag: number;
  readonly content: Bytes;
  /** Identifier, length and content. */
  readonly whole: Bytes;
}

const CONSTRUCTED = 0x20;

/**
 * Reads exactly one element and refuses everything that DER forbids: indefinite or longer lengths than needed, high tag numbers (nothing
 * here uses them), and bytes after the end.
 *
 * @throws {KeystoreError} malformed
 */
export function readDer(bytes: Bytes): DerElement {
  const { element, end } = readAt(bytes, 0);
  if (end !== bytes.length) throw malformed("there are bytes after its end");
  return element;
}

/** The elements inside a constructed one. */
export function childrenOf(parent: DerElement): DerElement[] {
  if ((parent.tag & CONSTRUCTED) === 0) throw malformed("a part that should hold others doesn't");
  const children: DerElement[] = [];
  for (let at = 0; at < parent.content.length; ) {
    const { element, end } = readAt(parent.content, at);
    children.push(element);
    at = end;
  }
  return children;
}

function readAt(bytes: Bytes, start: number): { element: DerElement; end: number } {
  const tag = octetAt(bytes, start);
  if ((tag & 0x1f) === 0x1f) throw malformed("it has a tag that nothing here uses");
  const first = octetAt(bytes, start + 1);
  let at = start + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw malformed("it has a length that DER doesn't allow");
    length = 0;
    for (let index = 0; index < count; index += 1, at += 1) length = length * 256 + octetAt(bytes, at);
    if (length < 0x80 || length < 256 ** (count - 1))
      throw malformed("it has a length that isn't the shortest");
  }
  const end = at + length;
  if (end > bytes.length) throw malformed("it is cut off");
  return { element: { tag, content: bytes.subarray(at, end), whole: bytes.subarray(start, end) }, end };
}

function octetAt(bytes: Bytes, at: number): number {
  const octet = bytes[at];
  if (octet === undefined) throw malformed("it is cut off");
  return octet;
}

/** The element, if it has this tag. */
export function expectTag(element: DerElement | undefined, tag: number): DerElement {
  if (element === undefined) throw malformed("a part is missing");
  if (element.tag !== tag) throw malformed("a part is of another kind than expected");
  return element;
}

export function readSequence(element: DerElement | undefined): DerElement[] {
  return childrenOf(expectTag(element, TAG.sequence));
}

/** A SEQUENCE of exactly two. */
export function readPair(element: DerElement | undefined): [DerElement, DerElement] {
  const [first, second, ...more] = readSequence(element);
  if (first === undefined || second === undefined || more.length > 0)
    throw malformed("a part that should hold two others holds fewer or more");
  return [first, second];
}

/** The big-endian magnitude of an INTEGER that is not negative, without leading zeros. */
export function readUnsigned(element: DerElement | undefined): Bytes {
  const { content } = expectTag(element, TAG.integer);
  const [first, second] = content;
  if (first === undefined || first >= 0x80) throw malformed("a number is negative or empty");
  if (first === 0 && second !== undefined && second < 0x80)
    throw malformed("a number isn't in its shortest form");
  return first === 0 && content.length > 1 ? content.subarray(1) : content;
}

/** A small INTEGER, at most 2^31 − 1. */
export function readSmallInteger(element: DerElement | undefined): number {
  const magnitude = readUnsigned(element);
  if (magnitude.length > 4 || (magnitude.length === 4 && (magnitude[0] ?? 0) >= 0x80)) {
    throw malformed("a number is too large");
  }
  return magnitude.reduce((value, octet) => value * 256 + octet, 0);
}

/** Dotted decimal. */
export function readObjectIdentifier(element: DerElement | undefined): string {
  const { content } = expectTag(element, TAG.objectIdentifier);
  if (content.length === 0 || content.length > 64)
    throw malformed("an object identifier has no usable length");
  const arcs: number[] = [];
  let arc = 0;
  let fresh = true;
  for (const octet of content) {
    if (fresh && octet === 0x80) throw malformed("an object identifier isn't in its shortest form");
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 256) throw malformed("an object identifier is too large");
    fresh = octet < 0x80;
    if (fresh) {
      arcs.push(arc);
      arc = 0;
    }
  }
  if (!fresh) throw malformed("an object identifier is cut off");
  const [joined = 0, ...rest] = arcs;
  const first = Math.min(2, Math.floor(joined / 40));
  return [first, joined - first * 40, ...rest].join(".");
}

/** The octets of a BIT STRING in which all bits count. */
export function readBitString(element: DerElement | undefined): Bytes {
  const { content } = expectTag(element, TAG.bitString);
  if (content[0] !== 0) throw malformed("a bit string doesn't end on a whole octet");
  return content.subarray(1);
}

export function readOctetString(element: DerElement | undefined): Bytes {
  return expectTag(element, TAG.octetString).content;
}

/** A Time of a certificate (RFC 5280 §4.1.2.5), which is in UTC and ends in Z. */
export function readTime(element: DerElement | undefined): Date {
  const text = new TextDecoder().decode(element?.content);
  const pattern =
    element?.tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  const parts = pattern.exec(text)?.slice(1).map(Number);
  if (parts === undefined || (element?.tag !== TAG.utcTime && element?.tag !== TAG.generalizedTime)) {
    throw malformed("a time is not in the form of a certificate");
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const century = element.tag === TAG.generalizedTime ? 0 : year < 50 ? 2000 : 1900;
  return new Date(Date.UTC(century + year, month - 1, day, hour, minute, second));
}

/** A character string of the kinds that names use. */
export function readText(element: DerElement | undefined): string {
  switch (element?.tag) {
    case TAG.utf8String:
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(element.content);
      } catch {
        throw malformed("a text is not UTF-8");
      }
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.teletexString:
      return Array.from(element.content, (octet) => String.fromCharCode(octet)).join("");
    case TAG.bmpString:
      return new TextDecoder("utf-16be").decode(element.content);
    default:
      throw malformed("a text is of an unknown kind");
  }
}

export function malformed(why: string): KeystoreError {
  return new KeystoreError("malformed", `It can't be read: ${why}.`);
}
