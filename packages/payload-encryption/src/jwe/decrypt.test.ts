import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PayloadError } from "../payload-error.ts";
import { CONTENT_ENCRYPTIONS, type ContentEncryption } from "./content-encryption.ts";
import { decryptJwe } from "./decrypt.ts";
import { type ParsedJwe, parseCompactJwe } from "./parse.ts";
import { buildJwe } from "./testing/build-jwe.ts";
import { refusalOf } from "./testing/refusal-of.ts";

const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const names = Object.keys(CONTENT_ENCRYPTIONS).filter(
  (name): name is ContentEncryption => name in CONTENT_ENCRYPTIONS,
);
const text = '{"name":"zoë","n":1.10}';
const open = (jwe: string) => decryptJwe(parseCompactJwe(jwe), pair.privateKey).toString("utf8");
const closed = { code: "unable-to-decrypt", message: "The payload can't be decrypted." };
const refused = (jwe: ParsedJwe) => refusalOf(() => decryptJwe(jwe, pair.privateKey));

test.each(names)("%s is read in both alphabets, with and without padding", (enc) => {
  for (const encoding of ["base64", "base64url"] as const) {
    expect(open(buildJwe(text, pair.publicKey, { enc, encoding }))).toBe(text);
  }
});

test.each(names.filter((name) => name.endsWith("GCM")))(
  "%s is read with an IV of 12 or 16 octets and no other",
  (enc) => {
    for (const ivBytes of [12, 16]) expect(open(buildJwe(text, pair.publicKey, { enc, ivBytes }))).toBe(text);
    for (const ivBytes of [1, 8, 11, 13, 15]) {
      expect(refused(parseCompactJwe(buildJwe(text, pair.publicKey, { enc, ivBytes })))).toEqual(closed);
    }
  },
);

test.each(names)("%s: a tag that is zeroed, cut, empty, longer or changed in one bit is refused", (enc) => {
  const jwe = parseCompactJwe(buildJwe(text, pair.publicKey, { enc }));
  const flipped = Buffer.from(jwe.tag);
  flipped.writeUInt8(flipped.readUInt8(0) ^ 1, 0);
  const tags: Buffer[] = [Buffer.alloc(jwe.tag.length), flipped, Buffer.concat([jwe.tag, Buffer.of(0)])];
  for (const length of [0, 4, 8, 12, 13, 14, 15]) tags.push(jwe.tag.subarray(0, length));
  for (const tag of tags) expect(refused({ ...jwe, tag })).toEqual(closed);
});

test.each(names)(
  "%s: wrong recipient, broken wrapping, wrong key length and a changed part give one and the same error",
  (enc) => {
    const jwe = parseCompactJwe(buildJwe(text, pair.publicKey, { enc }));
    const { keyBytes } = CONTENT_ENCRYPTIONS[enc];
    const causes: ParsedJwe[] = [
      parseCompactJwe(buildJwe(text, stranger.publicKey, { enc })),
      { ...jwe, encryptedKey: Buffer.alloc(256, 1) },
      { ...jwe, encryptedKey: Buffer.alloc(256, 0xff) },
      { ...jwe, encryptedKey: Buffer.alloc(0) },
      { ...jwe, encryptedKey: jwe.encryptedKey.subarray(1) },
      ...[0, 1, keyBytes - 1, keyBytes + 1, 2 * keyBytes].map((bytes) =>
        parseCompactJwe(buildJwe(text, pair.publicKey, { enc, wrapped: Buffer.alloc(bytes, 7) })),
      ),
      { ...jwe, ciphertext: Buffer.concat([jwe.ciphertext, Buffer.of(0)]) },
      { ...jwe, ciphertext: jwe.ciphertext.subarray(1) },
      { ...jwe, ciphertext: Buffer.alloc(0) },
      { ...jwe, iv: Buffer.alloc(jwe.iv.length) },
      { ...jwe, iv: Buffer.alloc(0) },
      { ...jwe, protectedSegment: `${jwe.protectedSegment}=` },
    ];
    for (const cause of causes) expect(refused(cause)).toEqual(closed);
  },
);

test("a wrapped key shorter than the modulus is refused, also when only a leading zero is missing (RFC 8017 §7.1.2)", () => {
  let jwe = parseCompactJwe(buildJwe(text, pair.publicKey));
  while (jwe.encryptedKey[0] !== 0) jwe = parseCompactJwe(buildJwe(text, pair.publicKey));
  expect(decryptJwe(jwe, pair.privateKey).toString("utf8")).toBe(text);
  expect(refused({ ...jwe, encryptedKey: jwe.encryptedKey.subarray(1) })).toEqual(closed);
});

test("a message sealed with a key that an attacker can foresee is not opened when its content key doesn't unwrap", () => {
  // What a substitute of zeros, instead of a random one, would open.
  const key = Buffer.alloc(32);
  const jwe = parseCompactJwe(buildJwe(text, pair.publicKey, { key }));
  expect(decryptJwe(jwe, pair.privateKey).toString("utf8")).toBe(text);
  expect(refused({ ...jwe, encryptedKey: Buffer.alloc(256, 1) })).toEqual(closed);
});

test("what was changed anywhere in a JWE never yields a plaintext, nor another error than a PayloadError", () => {
  const originals = names.map((enc) => buildJwe(text, pair.publicKey, { enc }));
  const letters = 'ABCxyz019-_+/=.{}" \u0000é';
  fc.assert(
    fc.property(
      fc.constantFrom(...originals),
      fc.nat(),
      fc.constantFrom("replace", "insert", "delete", "cut"),
      fc.constantFrom(...letters),
      (original, place, how, letter) => {
        const at = place % original.length;
        const rest = original.slice(how === "insert" ? at : at + 1);
        const changed =
          how === "cut"
            ? original.slice(0, at)
            : original.slice(0, at) + (how === "delete" ? "" : letter) + rest;
        let parsed: ParsedJwe;
        try {
          parsed = parseCompactJwe(changed);
        } catch (error) {
          return error instanceof PayloadError;
        }
        // Another spelling of the same octets (padding, the alphabet, spare bits) is the same message.
        if (sameOctets(parsed, parseCompactJwe(original))) return true;
        return refused(parsed).code === "unable-to-decrypt";
      },
    ),
    { numRuns: 1_500 },
  );
});

function sameOctets(one: ParsedJwe, other: ParsedJwe): boolean {
  if (one.protectedSegment !== other.protectedSegment) return false;
  return (["encryptedKey", "iv", "ciphertext", "tag"] as const).every((part) =>
    one[part].equals(other[part]),
  );
}
