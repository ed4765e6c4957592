import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AUTHENTICATION, loggedIn, send, sendLogIn } from "./testing/call-gate.ts";
import { fakeWrap } from "./testing/fake-custody.ts";
import { hmacVerifier, makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";
import { sealToken } from "./token.ts";

let now = new Date("2026-06-01T12:00:00Z");
let gate: TestGate;
let partner: TestPartner;
const pair = makePair();
const another = () => makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });

beforeAll(async () => {
  gate = await startGate({ clock: () => now });
});
afterAll(() => gate.gateway.close());
beforeEach(async () => {
  partner = another();
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
});

const call = (headers: Record<string, string>) => send(gate, { path: "/aggregation/v1/customers", headers });

test("a log-in gives a token, and the token lets calls in", async () => {
  const answer = await sendLogIn(gate, partner);
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ token: expect.stringMatching(/^[A-Za-z0-9_-]{76}$/) });
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect((await call(await loggedIn(gate, partner))).status).toBe(200);
});

test("a wrong secret, a Partner ID nobody has and another's Partner ID are one answer", async () => {
  const other = another();
  gate.keyBook.publish(...other.entries);
  await gate.settle();
  const answers = await Promise.all([
    sendLogIn(gate, { ...partner, partnerSecret: `${partner.partnerSecret.slice(0, -1)}!` }),
    sendLogIn(gate, { ...partner, partnerId: "2445999999999" }),
    sendLogIn(gate, { ...partner, partnerId: other.partnerId, partnerSecret: other.partnerSecret }),
    sendLogIn(gate, { ...partner, partnerSecret: "x".repeat(10_000) }),
  ]);
  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(answer.text).toBe('{"code":10001,"message":"Invalid credentials"}');
  }
});

test("a missing or unknown App Key is refused, at the log-in and at any call", async () => {
  const headers = await loggedIn(gate, partner);
  const { "finicity-app-key": _key, ...without } = headers;
  expect((await call(without)).json).toEqual({
    code: 10026,
    message: "Missing parameter (Finicity-App-Key)",
  });
  const unknown = { ...headers, "finicity-app-key": randomBytes(16).toString("hex") };
  expect((await call(unknown)).json).toEqual({
    code: 10027,
    message: "Invalid parameter (Finicity-App-Key)",
  });
  expect((await call({ ...headers, "finicity-app-key": "k".repeat(5_000) })).json).toMatchObject({
    code: 10027,
  });
  expect((await sendLogIn(gate, { ...partner, appKey: "nobody's" })).json).toMatchObject({ code: 10027 });
});

test("a missing, forged, or foreign token is refused", async () => {
  const headers = await loggedIn(gate, partner);
  const { "finicity-app-token": _token, ...without } = headers;
  expect((await call(without)).json).toEqual({
    code: 10024,
    message: "Missing parameter (Finicity-App-Token)",
  });
  const issuedAt = Math.floor(now.getTime() / 1_000);
  const says = { credentialId: partner.credential.id, version: 1, issuedAt, expiresAt: issuedAt + 60 };
  const forged = sealToken(randomBytes(32), says);
  for (const token of [forged, "garbage", `${headers["finicity-app-token"]}A`]) {
    const answer = await call({ ...headers, "finicity-app-token": token });
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({ code: 10022, message: "Invalid (Finicity-App-Token)" });
  }
  expect(
    (await call({ ...headers, "finicity-app-token": sealToken(gate.keyBook.tokenSeal, says) })).status,
  ).toBe(200);
});

test("several tokens live at once: a new log-in ends none of those before", async () => {
  const first = await loggedIn(gate, partner);
  const second = await loggedIn(gate, partner);
  expect(first["finicity-app-token"]).not.toBe(second["finicity-app-token"]);
  for (const headers of [second, first, second]) expect((await call(headers)).status).toBe(200);
});

test("a token lives two hours and not a second longer", async () => {
  const headers = await loggedIn(gate, partner);
  const start = now;
  try {
    now = new Date(start.getTime() + 2 * 3_600_000 - 1_000);
    expect((await call(headers)).status).toBe(200);
    now = new Date(start.getTime() + 2 * 3_600_000);
    expect((await call(headers)).json).toEqual({ code: 10023, message: "Expired (Finicity-App-Token)" });
  } finally {
    now = start;
  }
});

test("the App Key of other credentials with a valid token lets nobody in", async () => {
  const other = another();
  gate.keyBook.publish(...other.entries);
  await gate.settle();
  const headers = await loggedIn(gate, partner);
  expect((await call({ ...headers, "finicity-app-key": other.appKey })).json).toMatchObject({ code: 10022 });
});

test("deleting a credential kills its tokens at once, and its App Key", async () => {
  const headers = await loggedIn(gate, partner);
  expect((await call(headers)).status).toBe(200);
  gate.keyBook.remove("credential", partner.credential.id);
  await gate.settle();
  expect((await call(headers)).json).toMatchObject({ code: 10027 });
});

test("a change of the secret kills the tokens of the old one", async () => {
  const headers = await loggedIn(gate, partner);
  expect((await call(headers)).status).toBe(200);
  const secret = "a-new-secret-1";
  gate.keyBook.publish({
    ...partner.credential,
    version: 2,
    secrets: [hmacVerifier(gate.keyBook.pepper, secret)],
  });
  await gate.settle();
  expect((await call(headers)).json).toMatchObject({ code: 10022 });
  expect((await sendLogIn(gate, partner)).status).toBe(401);
  expect((await sendLogIn(gate, { ...partner, partnerSecret: secret })).status).toBe(200);
});

test("a change of the App Key shuts out the old one, whoever was known by it", async () => {
  const headers = await loggedIn(gate, partner);
  expect((await call(headers)).status).toBe(200);
  gate.keyBook.publish({ ...partner.credential, appKeyHash: another().credential.appKeyHash });
  await gate.settle();
  expect((await call(headers)).json).toMatchObject({ code: 10027 });
});

test("tokens sealed by a key that was replaced are dead, also those that were let in before", async () => {
  const headers = await loggedIn(gate, partner);
  expect((await call(headers)).status).toBe(200);
  gate.keyBook.publish({
    kind: "shared-secret",
    id: "token-seal",
    value: fakeWrap(randomBytes(32), "shared-secret:token-seal"),
  });
  await gate.settle();
  expect((await call(headers)).json).toMatchObject({ code: 10022 });
});

test("a secret in overlap works until its end", async () => {
  const until = new Date(now.getTime() + 60_000).toISOString();
  gate.keyBook.publish({
    ...partner.credential,
    secrets: [
      hmacVerifier(gate.keyBook.pepper, "the-new-secret-1"),
      { ...hmacVerifier(gate.keyBook.pepper, partner.partnerSecret), notAfter: until },
    ],
  });
  await gate.settle();
  const start = now;
  expect((await sendLogIn(gate, partner)).status).toBe(200);
  try {
    now = new Date(until);
    expect((await sendLogIn(gate, partner)).status).toBe(401);
    expect((await sendLogIn(gate, { ...partner, partnerSecret: "the-new-secret-1" })).status).toBe(200);
  } finally {
    now = start;
  }
});

test.each([
  ["pending", "not active yet: the environment waits for the provider's approval"],
  ["suspended", "the environment is suspended"],
] as const)("an environment that is %s lets nobody in and says so", async (status, cause) => {
  const headers = await loggedIn(gate, partner);
  gate.keyBook.publish({ ...partner.environment, status });
  await gate.settle();
  expect((await call(headers)).json).toEqual({ code: 10021, message: `You are not authorized. (${cause})` });
  expect((await sendLogIn(gate, partner)).json).toMatchObject({ code: 10021 });
});

test.each([
  ["not JSON", "{", 14020],
  ["no object", "[]", 14020],
  ["empty", "", 14020],
  ["without a Partner ID", '{"partnerSecret":"x"}', 10005],
  ["without a secret", '{"partnerId":"x"}', 10005],
  ["with a number for a secret", '{"partnerId":"x","partnerSecret":5}', 10005],
])("a log-in whose body is %s is refused with its code", async (_what, body, code) => {
  const headers = { "content-type": "application/json", "finicity-app-key": partner.appKey };
  const answer = await send(gate, { method: "POST", path: AUTHENTICATION, headers, body });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code });
});

test("a log-in in XML is refused clearly", async () => {
  const headers = { "content-type": "application/xml", "finicity-app-key": partner.appKey };
  const answer = await send(gate, { method: "POST", path: AUTHENTICATION, headers, body: "<credentials/>" });
  expect(answer.status).toBe(415);
  expect(answer.json).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
});
