import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { expect, test } from "vitest";
import { CustodyAway } from "../custody/custody.ts";
import type { SecretChange } from "../gateway/desk.ts";
import { fakeUnwrap, fakeWrap } from "../gateway/testing/fake-custody.ts";
import { FixedKeyBook } from "../gateway/testing/fixed-key-book.ts";
import { makePair, makePartner } from "../gateway/testing/make-partner.ts";
import { deskLinkKey, linkedDesk } from "./linked-desk.ts";

const change: SecretChange = {
  credentialId: "01a21260-6489-76bd-beb3-947960e3c09c",
  newSecret: "chosen-by-the-partner-1",
  immediate: true,
  ifVerifier: "verifier",
};
const key = randomBytes(32);

function deskOver(source: FixedKeyBook, unwrap = fakeUnwrap) {
  const used: Buffer[] = [];
  const desk = linkedDesk({
    linkKey: deskLinkKey(source, { unwrap }),
    deskLink: (given) => async () => {
      used.push(given);
      return { ok: true, number: 12 };
    },
    log: pino({ level: "silent" }),
  });
  return { desk, used };
}

function withLink(keyBook = new FixedKeyBook()) {
  const value = fakeWrap(key, "shared-secret:desk-link");
  keyBook.publish({ kind: "shared-secret", id: "desk-link", value });
  return keyBook;
}

test("the key of the desk link is found though a rotation has published it after everything else", async () => {
  const keyBook = new FixedKeyBook();
  const pair = makePair();
  const { environment } = makePartner({ pepper: keyBook.pepper, clientPair: pair, mastercardPair: pair });
  keyBook.publish(...Array.from({ length: 250 }, (_, n) => ({ ...environment, id: `e${n}` })));
  const { desk, used } = deskOver(withLink(keyBook));
  expect(await desk.changePartnerSecret(change)).toEqual({ ok: true, number: 12 });
  expect(used).toEqual([key]);
});

test("while the key store or the key book is away nothing is sent, and the answer says that nothing was changed", async () => {
  let away = true;
  const keyBook = withLink();
  const { desk, used } = deskOver(keyBook, (value, context) =>
    away ? Promise.reject(new CustodyAway("the token is away")) : fakeUnwrap(value, context),
  );
  expect(await desk.changePartnerSecret(change)).toEqual({ ok: false, reason: "unavailable" });
  away = false;
  keyBook.away = true;
  expect(await desk.changePartnerSecret(change)).toEqual({ ok: false, reason: "unavailable" });
  expect(used).toEqual([]);
  keyBook.away = false;
  expect(await desk.changePartnerSecret(change)).toEqual({ ok: true, number: 12 });
});

test("a key book without a desk link changes nothing", async () => {
  const { desk, used } = deskOver(new FixedKeyBook());
  expect(await desk.changePartnerSecret(change)).toEqual({ ok: false, reason: "unavailable" });
  expect(used).toEqual([]);
});
