import type { Bytes } from "../der/bytes.ts";
import { OID } from "../der/object-identifiers.ts";
import {
  childrenOf,
  type DerElement,
  expectTag,
  readObjectIdentifier,
  readSequence,
  readText,
} from "../der/read.ts";
import { element, objectIdentifier, sequence, setOf, TAG, utf8String } from "../der/write.ts";
import { KeystoreError } from "../keystore-error.ts";

/** A distinguished name's usual attributes. */
export interface Name {
  readonly commonName: string;
  readonly organization?: string;
  /** ISO 3166-1, two capital letters. */
  readonly country?: string;
}

/** Upper bounds of RFC 5280 appendix A.1, in characters. */
const UB_NAME = 64;

/** @throws {KeystoreError} bad-name */
export function writeName(name: Name): Bytes {
  const attribute = (oid: string, value: Bytes) => setOf(sequence(objectIdentifier(oid), value));
  const parts: Bytes[] = [];
  if (name.country !== undefined) {
    if (!/^[A-Z]{2}$/.test(name.country))
      throw new KeystoreError("bad-name", "A country is two capital letters.");
    parts.push(attribute(OID.country, element(TAG.printableString, new TextEncoder().encode(name.country))));
  }
  if (name.organization !== undefined)
    parts.push(attribute(OID.organization, utf8String(bounded(name.organization))));
  parts.push(attribute(OID.commonName, utf8String(bounded(name.commonName))));
  return sequence(...parts);
}

function bounded(text: string): string {
  const length = [...text].length;
  if (length === 0 || length > UB_NAME || /\p{Cc}/u.test(text)) {
    throw new KeystoreError("bad-name", `A name has 1 to ${UB_NAME} characters and no control characters.`);
  }
  return text;
}

export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

/** Every attribute in order. Bounded: 20 attributes, 256 characters each. */
export function readName(name: DerElement | undefined): NameAttribute[] {
  const sets = readSequence(name);
  const attributes = sets.flatMap((set) =>
    childrenOf(expectTag(set, TAG.set)).map((attribute) => {
      const [oid, value] = readSequence(attribute);
      return { oid: readObjectIdentifier(oid), value: readText(value) };
    }),
  );
  if (attributes.length > 20 || attributes.some((attribute) => attribute.value.length > 256)) {
    throw new KeystoreError("bad-name", "The subject's name is too long.");
  }
  return attributes;
}

const SHORT: Readonly<Record<string, string>> = {
  [OID.commonName]: "CN",
  [OID.organization]: "O",
  [OID.organizationalUnit]: "OU",
  [OID.country]: "C",
  [OID.stateOrProvince]: "ST",
  [OID.locality]: "L",
  [OID.emailAddress]: "emailAddress",
};

/** For people: `C=US, O=Example, CN=…`. */
export function describeName(attributes: readonly NameAttribute[]): string {
  return attributes.map(({ oid, value }) => `${SHORT[oid] ?? oid}=${value}`).join(", ");
}

export function commonNameOf(attributes: readonly NameAttribute[]): string | null {
  return attributes.findLast((attribute) => attribute.oid === OID.commonName)?.value ?? null;
}
