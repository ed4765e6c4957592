import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SecretChange, SecretChangeResult } from "./desk.ts";
import { AUTHENTICATION, loggedIn, send, sendLogIn } from "./testing/call-gate.ts";
import { hmacVerifier, makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
let asked: SecretChange[] = [];
let desk: (change: SecretChange) => SecretChangeResult;
const pair = makePair();
const NEW = "a-New+Secret_1";

beforeAll(async () => {
  gate = await startGate({
    desk: {
      async changePartnerSecret(change) {
        asked.push(change);
        return desk(change);
      },
    },
  });
});
afterAll(() => gate.gateway.close());
beforeEach(async () => {
  asked = [];
  desk = ({ newSecret }) => ({
    ok: true,
    number: gate.keyBook.publish({
      ...partner.credential,
      version: 2,
      secrets: [hmacVerifier(gate.keyBook.pepper, newSecret)],
    }),
  });
  partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
});

const put = (body: object, headers = {}) =>
  send(gate, {
    method: "PUT",
    path: AUTHENTICATION,
    headers: { "content-type": "application/json", "finicity-app-key": partner.appKey, ...headers },
    body: JSON.stringify({ partnerId: partner.partnerId, partnerSecret: partner.partnerSecret, ...body }),
  });

test("once the change is answered, the new secret works here, the old one and its tokens don't", async () => {
  const headers = await loggedIn(gate, partner);
  const answer = await put({ newPartnerSecret: NEW });
  expect(answer).toMatchObject({ status: 204, text: "" });
  expect(asked).toEqual([
    {
      credentialId: partner.credential.id,
      newSecret: NEW,
      immediate: true,
      ifVerifier: partner.credential.secrets[0]?.verifier,
    },
  ]);
  expect((await sendLogIn(gate, { ...partner, partnerSecret: NEW })).status).toBe(200);
  expect((await sendLogIn(gate, partner)).status).toBe(401);
  expect((await send(gate, { path: "/a", headers })).json).toMatchObject({ code: 10022 });
});

test("the answer waits until the change is in force here, however late it comes", async () => {
  const entry = { ...partner.credential, version: 2, secrets: [hmacVerifier(gate.keyBook.pepper, NEW)] };
  desk = () => {
    setTimeout(() => gate.keyBook.publish(entry), 200);
    return { ok: true, number: gate.gateway.appliedNumber + 1 };
  };
  expect((await put({ newPartnerSecret: NEW })).status).toBe(204);
  expect((await sendLogIn(gate, { ...partner, partnerSecret: NEW })).status).toBe(200);
});

test("immediate false is passed on to the desk", async () => {
  expect((await put({ newPartnerSecret: NEW, immediate: false })).status).toBe(204);
  expect(asked[0]?.immediate).toBe(false);
});

test.each([
  "short-1",
  "only-letters-here",
  "1234567890123",
  "with a blank 12",
  "ümlaut-1234567",
  `a1${"x".repeat(254)}`,
  "tab\there-12345",
])("a new secret that breaks the published rule is refused: %s", async (newPartnerSecret) => {
  const answer = await put({ newPartnerSecret });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code: 24437 });
  expect(asked).toEqual([]);
});

test("the old secret must be right, whatever the new one is", async () => {
  expect((await put({ partnerSecret: "wrong", newPartnerSecret: NEW })).json).toMatchObject({ code: 10001 });
  expect((await put({ partnerSecret: "wrong", newPartnerSecret: "x" })).json).toMatchObject({ code: 10001 });
  expect((await put({})).json).toMatchObject({ code: 10005 });
  expect((await put({ newPartnerSecret: NEW, immediate: "no" })).json).toMatchObject({ code: 14020 });
  expect(asked).toEqual([]);
});

test("an old secret in its overlap logs in and changes nothing", async () => {
  const overlap = {
    ...hmacVerifier(gate.keyBook.pepper, "the-old-secret-1"),
    notAfter: "2999-01-01T00:00:00Z",
  };
  gate.keyBook.publish({ ...partner.credential, secrets: [...partner.credential.secrets, overlap] });
  await gate.settle();
  const old = { ...partner, partnerSecret: "the-old-secret-1" };
  expect((await sendLogIn(gate, old)).status).toBe(200);
  const answer = await put({ partnerSecret: old.partnerSecret, newPartnerSecret: NEW });
  expect([answer.status, answer.json]).toMatchObject([401, { code: 10001 }]);
  expect(asked).toEqual([]);
});

test("a change repeated because its answer was lost is answered as done, and asks the desk for nothing", async () => {
  expect((await put({ newPartnerSecret: NEW })).status).toBe(204);
  expect((await put({ newPartnerSecret: NEW })).status).toBe(204);
  expect(asked).toHaveLength(1);
  expect((await put({ newPartnerSecret: "another-Secret_2" })).status).toBe(401);
});

test("a repetition that asks for an immediate end ends old secrets that are still in force", async () => {
  const current = hmacVerifier(gate.keyBook.pepper, NEW);
  const [first] = partner.credential.secrets;
  if (first === undefined) throw new Error("the partner has no secret");
  const secrets = [current, { ...first, notAfter: "2999-01-01T00:00:00Z" }];
  gate.keyBook.publish({ ...partner.credential, secrets });
  await gate.settle();
  expect((await put({ newPartnerSecret: NEW, immediate: false })).status).toBe(204);
  expect(asked).toEqual([]);
  expect((await put({ newPartnerSecret: NEW })).status).toBe(204);
  expect(asked).toMatchObject([{ immediate: true, ifVerifier: current.verifier }]);
});

test("when the desk gives no answer, the partner is told that it isn't known and what to do", async () => {
  desk = () => ({ ok: false, reason: "unknown" });
  const answer = await put({ newPartnerSecret: NEW });
  expect(answer.status).toBe(503);
  expect(answer.text).toContain("it is not known whether");
  expect(answer.text).toContain("send the same request again");
});

test("a second secret to try is a second attempt", async () => {
  const wrong = { partnerSecret: "wrong", newPartnerSecret: NEW };
  for (let n = 0; n < 2; n += 1) expect((await put(wrong)).status).toBe(401);
  expect((await put(wrong)).status).toBe(429);
  expect((await sendLogIn(gate, partner)).status).toBe(429);
});

test.each([
  ["changed-meanwhile", 409, "CHANGED_MEANWHILE"],
  ["gone", 404, 12401],
  ["too-many-secrets", 409, "TOO_MANY_SECRETS"],
  ["unavailable", 503, "GATEWAY_NOT_READY"],
] as const)("a desk that says %s is answered with %i", async (reason, status, code) => {
  desk = () => ({ ok: false, reason });
  const answer = await put({ newPartnerSecret: NEW });
  expect(answer.status).toBe(status);
  expect(answer.json).toMatchObject({ code });
  expect((await sendLogIn(gate, partner)).status).toBe(200);
});
