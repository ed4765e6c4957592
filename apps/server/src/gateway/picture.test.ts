import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { Picture } from "./picture.ts";
import { clientKeyEntry, makePair, makePartner, mastercardKeyEntry } from "./testing/make-partner.ts";

const pair = makePair();
const partner = makePartner({ pepper: randomBytes(32), clientPair: pair, mastercardPair: pair });

function pictureOf(...entries: typeof partner.entries): { picture: Picture; next: () => number } {
  const picture = new Picture();
  let number = 0;
  const next = () => {
    number += 1;
    return number;
  };
  for (const entry of entries) picture.apply({ number: next(), kind: entry.kind, id: entry.id, entry });
  return { picture, next };
}

test("a changed credential is found by its new names and no longer by its old ones", () => {
  const { picture, next } = pictureOf(...partner.entries);
  const { credential } = partner;
  const entry = { ...credential, appKeyHash: "another", partnerId: "2445000000009" };
  picture.apply({ number: next(), kind: "credential", id: credential.id, entry });
  expect(picture.credentialByAppKeyHash(credential.appKeyHash)).toBeNull();
  expect(picture.credentialByPartnerId(credential.partnerId)).toBeNull();
  expect(picture.credentialByAppKeyHash("another")).toBe(entry);
  expect(picture.credentialByPartnerId("2445000000009")).toBe(entry);
});

test("what is gone is found in no way", () => {
  const { picture, next } = pictureOf(...partner.entries);
  for (const { kind, id } of partner.entries) picture.apply({ number: next(), kind, id, entry: null });
  const { credential, environment, clientKey } = partner;
  expect(picture.credential(credential.id)).toBeNull();
  expect(picture.credentialByAppKeyHash(credential.appKeyHash)).toBeNull();
  expect(picture.credentialByPartnerId(credential.partnerId)).toBeNull();
  expect(picture.environment(environment.id)).toBeNull();
  expect(picture.keysByKid(clientKey.kid)).toEqual([]);
  expect(picture.clientKeys(environment.id)).toEqual([]);
  expect(picture.activeMastercardKey(environment.id)).toBeNull();
});

test("one public key in two projects is two entries", () => {
  const other = makePartner({ pepper: randomBytes(32), clientPair: pair, mastercardPair: pair });
  const { picture, next } = pictureOf(partner.clientKey, other.clientKey);
  expect(picture.keysByKid(pair.kid)).toHaveLength(2);
  picture.apply({ number: next(), kind: "client-encryption-key", id: partner.clientKey.id, entry: null });
  expect(picture.keysByKid(pair.kid)).toEqual([other.clientKey]);
});

test("the newest client key comes first, and only an active key answers", () => {
  const newer = clientKeyEntry(partner.environment.id, pair);
  const inactive = { ...mastercardKeyEntry(partner.environment.id, pair), active: false };
  const { picture } = pictureOf(newer, partner.clientKey, inactive);
  expect(picture.clientKeys(partner.environment.id).map((key) => key.id)).toEqual([
    newer.id,
    partner.clientKey.id,
  ]);
  expect(picture.activeMastercardKey(partner.environment.id)).toBeNull();
});

test("a change out of order is an error, not a step back", () => {
  const { picture } = pictureOf(...partner.entries);
  expect(() => picture.apply({ number: 1, kind: "environment", id: "x", entry: null })).toThrow(
    "out of order",
  );
});
