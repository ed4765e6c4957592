import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { EnvironmentEntry } from "../key-book/entries.ts";
import { type GateAnswer, loggedIn, send, sendLogIn } from "./testing/call-gate.ts";
import {
  clientKeyEntry,
  makePair,
  makePartner,
  mastercardKeyEntry,
  type TestPair,
  type TestPartner,
} from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
let headers: Record<string, string>;
const [pair, otherPair] = [makePair(), makePair()];
const path = "/aggregation/v1/customers/1005061234";

beforeAll(async () => {
  gate = await startGate();
});
afterAll(() => gate.gateway.close());
beforeEach(() => withPayload({}));

async function withPayload(payload: Partial<EnvironmentEntry["payload"]>) {
  partner = makePartner({ pepper: gate.keyBook.pepper, payload, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  headers = await loggedIn(gate, partner);
  gate.upstream.received.length = 0;
  gate.upstream.answer = () => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: Buffer.from('{"ok":true}'),
  });
}

function opened({ json }: GateAnswer, by: TestPair = pair): string {
  const text = (json as { encryptedData: string }).encryptedData;
  return decryptJwe(parseCompactJwe(text), by.privateKey).toString();
}
const encryptedBody = (field = "encryptedData") =>
  JSON.stringify({ [field]: encryptJwe(Buffer.from('{"a":1}'), pair.publicKey, { kid: pair.kid }) });
const post = (body: string, more = {}) =>
  send(gate, { method: "POST", path, headers: { ...headers, ...more }, body });
const get = (more = {}) => send(gate, { path, headers: { ...headers, ...more } });

test("mirror: an encrypted request gets an encrypted answer, to the active key, in strict JWE", async () => {
  const answer = await post(encryptedBody());
  expect(opened(answer)).toBe('{"ok":true}');
  expect(answer.headers).toMatchObject({ "x-encrypted": "true", "content-type": "application/json" });
  const jwe = (answer.json as { encryptedData: string }).encryptedData;
  expect(JSON.parse(Buffer.from(jwe.split(".")[0] ?? "", "base64url").toString())).toMatchObject({
    alg: "RSA-OAEP-256",
    kid: partner.mastercardPair.kid,
  });
});

test("mirror: a GET with x-encrypted gets an encrypted answer, one without a plain one", async () => {
  expect(opened(await get({ "x-encrypted": "true" }))).toBe('{"ok":true}');
  const plain = await get();
  expect(plain.text).toBe('{"ok":true}');
  expect(plain.headers["x-encrypted"]).toBeUndefined();
});

test("mirror: a plain request gets a plain answer and is forwarded as it came", async () => {
  const body = '{ "a": 1.10 }';
  expect((await post(body)).text).toBe('{"ok":true}');
  expect(gate.upstream.received[0]?.body?.toString()).toBe(body);
});

test("mirror: an error of the upstream is encrypted too, with its status", async () => {
  gate.upstream.answer = () => ({
    status: 404,
    headers: { "content-type": "application/json" },
    body: Buffer.from('{"code":14001,"message":"Customer not found"}'),
  });
  const answer = await post(encryptedBody());
  expect(answer.status).toBe(404);
  expect(opened(answer)).toContain("Customer not found");
});

test("x-encryption-key tries a key before it is activated, in any form of its kid, and activates nothing", async () => {
  const waiting = { ...mastercardKeyEntry(partner.environment.id, otherPair), active: false };
  gate.keyBook.publish(waiting);
  await gate.settle();
  const asBase64 = Buffer.from(waiting.kid, "hex").toString("base64");
  for (const kid of [waiting.kid, waiting.kid.toUpperCase(), asBase64, waiting.certificateSha256]) {
    const answer = await get({ "x-encryption-key": kid });
    expect(opened(answer, otherPair)).toBe('{"ok":true}');
  }
  expect(opened(await post(encryptedBody(), { "x-encryption-key": waiting.kid }), otherPair)).toBe(
    '{"ok":true}',
  );
  expect(opened(await get({ "x-encrypted": "true" }))).toBe('{"ok":true}');
});

test("x-encryption-key that names no usable key is refused before anything is done, and tells of no other's keys", async () => {
  const stranger = makePartner({
    pepper: gate.keyBook.pepper,
    clientPair: otherPair,
    mastercardPair: otherPair,
  });
  const [revoked, expired] = [makePair(), makePair()].map((each) => ({
    ...mastercardKeyEntry(partner.environment.id, each),
    active: false,
  }));
  const clientKey = clientKeyEntry(partner.environment.id, makePair());
  gate.keyBook.publish(
    clientKey,
    ...stranger.entries,
    { ...(revoked as typeof partner.mastercardKey), revokedAt: "2026-02-03T00:00:00.000Z" },
    { ...(expired as typeof partner.mastercardKey), notAfter: "2026-03-04T00:00:00.000Z" },
  );
  await gate.settle();
  const unknown = "names no key of this environment";
  for (const [kid, cause] of [
    [revoked?.kid, "was revoked on 2026-02-03"],
    [expired?.kid, "expired on 2026-03-04"],
    [clientKey.kid, "names a Client Encryption Key"],
    [stranger.mastercardPair.kid, unknown],
    ["0".repeat(64), unknown],
    ["", unknown],
    ["x".repeat(5_000), unknown],
  ] as const) {
    const answer = await get({ "x-encryption-key": kid ?? "" });
    expect([answer.status, answer.json]).toMatchObject([400, { code: "NO_ENCRYPTION_KEY" }]);
    expect(answer.text).toContain(cause);
  }
  expect(gate.upstream.received).toEqual([]);
});

test("an answer without a body stays without one", async () => {
  gate.upstream.answer = () => ({ status: 204, headers: {}, body: Buffer.alloc(0) });
  const answer = await post(encryptedBody());
  expect(answer).toMatchObject({ status: 204, text: "" });
  expect(answer.headers["content-length"]).toBeUndefined();
});

test("required: a plain body is refused, any answer is encrypted, and the log-in stays plain as published", async () => {
  await withPayload({ policy: "required" });
  const refused = await post('{"a":1}');
  expect(refused.status).toBe(400);
  expect(refused.json).toEqual({ code: "ENCRYPTION_ERROR", message: "Request is not encrypted" });
  expect(gate.upstream.received).toEqual([]);
  expect(opened(await get())).toBe('{"ok":true}');
  expect(opened(await post(encryptedBody()))).toBe('{"ok":true}');
});

test("off: nothing is decrypted and nothing encrypted", async () => {
  await withPayload({ policy: "off" });
  const body = encryptedBody();
  const answer = await post(body, { "x-encrypted": "true" });
  expect(answer.text).toBe('{"ok":true}');
  expect(gate.upstream.received[0]?.body?.toString()).toBe(body);
});

test("the fields that carry request and answer are those of the environment", async () => {
  await withPayload({ requestField: "encryptedPayload.data", responseField: "encryptedResponse" });
  const jwe = encryptJwe(Buffer.from('{"a":1}'), pair.publicKey, { kid: pair.kid });
  const answer = await post(JSON.stringify({ encryptedPayload: { data: jwe } }));
  expect(Object.keys(answer.json as object)).toEqual(["encryptedResponse"]);
  expect(gate.upstream.received[0]?.body?.toString()).toBe('{"a":1}');
});

test("without a key to answer with, nothing is forwarded and the cause is told", async () => {
  gate.keyBook.publish({ ...partner.mastercardKey, notAfter: "2026-01-02T00:00:00.000Z" });
  await gate.settle();
  const expired = await post(encryptedBody());
  expect(expired.status).toBe(400);
  expect(expired.json).toMatchObject({
    code: "NO_ENCRYPTION_KEY",
    message: expect.stringContaining("2026-01-02"),
  });
  gate.keyBook.remove("mastercard-encryption-key", partner.mastercardKey.id);
  await gate.settle();
  expect((await get({ "x-encrypted": "true" })).json).toMatchObject({ code: "NO_ENCRYPTION_KEY" });
  expect(gate.upstream.received).toEqual([]);
  expect((await get()).status).toBe(200);
});

test("a key activated while the upstream works is the one that the answer is encrypted to", async () => {
  const newKey = mastercardKeyEntry(partner.environment.id, otherPair);
  gate.upstream.answer = async () => {
    gate.keyBook.publish({ ...partner.mastercardKey, active: false }, newKey);
    await gate.settle();
    return { status: 200, headers: {}, body: Buffer.from("{}") };
  };
  expect(opened(await post(encryptedBody()), otherPair)).toBe("{}");
});

test("an encrypted log-in gets an encrypted token", async () => {
  const credentials = JSON.stringify({ partnerId: partner.partnerId, partnerSecret: partner.partnerSecret });
  const jwe = encryptJwe(Buffer.from(credentials), pair.publicKey, { kid: pair.kid });
  const answer = await send(gate, {
    method: "POST",
    path: "/aggregation/v2/partners/authentication",
    headers: { "content-type": "application/json", "finicity-app-key": partner.appKey },
    body: JSON.stringify({ encryptedData: jwe }),
  });
  expect(JSON.parse(opened(answer))).toEqual({ token: expect.any(String) });
  expect((await sendLogIn(gate, partner)).json).toEqual({ token: expect.any(String) });
});

test("a large answer comes back whole", async () => {
  const body = Buffer.from(JSON.stringify({ text: "é".repeat(1_000_000) }));
  gate.upstream.answer = () => ({ status: 200, headers: {}, body });
  expect(opened(await get({ "x-encrypted": "true" }))).toBe(body.toString());
});

test("calls and uses of keys are counted by credential and operation, ids left out", async () => {
  gate.usage.length = 0;
  await post(encryptedBody());
  await post(encryptedBody());
  await gate.gateway.close();
  const calls = gate.usage
    .flatMap((batch) => batch.calls)
    .filter((call) => call.credentialId === partner.credential.id);
  const counted = calls.filter((call) => call.operation === "POST /aggregation/v1/customers/{}");
  expect(counted.reduce((sum, call) => sum + call.count, 0)).toBe(2);
  expect(counted[0]).toMatchObject({ statusClass: 2, encrypted: true });
  const uses = gate.usage.flatMap((batch) => batch.uses);
  const usesOf = (id: string) => uses.filter((use) => use.id === id).reduce((sum, use) => sum + use.count, 0);
  expect([usesOf(partner.clientKey.id), usesOf(partner.mastercardKey.id)]).toEqual([2, 2]);
  expect(usesOf(partner.credential.id)).toBe(calls.reduce((sum, call) => sum + call.count, 0));
  gate = await startGate();
});
