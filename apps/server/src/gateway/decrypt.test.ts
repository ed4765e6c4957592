import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { loggedIn, send } from "./testing/call-gate.ts";
import { clientKeyEntry, makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
let stranger: TestPartner;
let headers: Record<string, string>;
const pairs = [makePair(), makePair(), makePair(), makePair()] as const;
const plaintext = '{"amount": 1.10, "id": 12345678901234567890, "a":1, "a":2}\n';

beforeAll(async () => {
  gate = await startGate();
});
afterAll(() => gate.gateway.close());
beforeEach(async () => {
  const { pepper } = gate.keyBook;
  partner = makePartner({ pepper, clientPair: pairs[0], mastercardPair: pairs[1] });
  stranger = makePartner({ pepper, clientPair: pairs[2], mastercardPair: pairs[3] });
  for (const { kind, id } of published.splice(0)) gate.keyBook.remove(kind, id);
  publish(...partner.entries, ...stranger.entries);
  await gate.settle();
  headers = await loggedIn(gate, partner);
  gate.upstream.received.length = 0;
});

const published: { kind: TestPartner["entries"][number]["kind"]; id: string }[] = [];
function publish(...entries: TestPartner["entries"]) {
  published.push(...entries.map(({ kind, id }) => ({ kind, id })));
  gate.keyBook.publish(...entries);
}

async function post(body: string | Buffer) {
  return send(gate, { method: "POST", path: "/aggregation/v2/customers/testing", headers, body });
}
const carry = (jwe: unknown) => JSON.stringify({ encryptedData: jwe });
const forwarded = () => gate.upstream.received.map((request) => request.body?.toString());

/** A JWE with whatever header. */
function sealed(header: object, key: KeyObject, content = plaintext): string {
  const segment = Buffer.from(JSON.stringify(header)).toString("base64url");
  const cek = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", cek, iv);
  cipher.setAAD(Buffer.from(segment, "latin1"));
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, cek);
  return [
    segment,
    ...[wrapped, iv, ciphertext, cipher.getAuthTag()].map((b) => b.toString("base64url")),
  ].join(".");
}
const usual = { alg: "RSA-OAEP-256", enc: "A256GCM", cty: "application/json" };

test("what was decrypted is forwarded byte for byte", async () => {
  const { publicKey, kid } = partner.clientPair;
  expect((await post(carry(encryptJwe(Buffer.from(plaintext), publicKey, { kid })))).status).toBe(200);
  expect(forwarded()).toEqual([plaintext]);
});

test("bytes beyond ASCII come through as they are", async () => {
  const { publicKey, kid } = partner.clientPair;
  const bytes = Buffer.from('{"name":"Zoë 你好 🏦","raw":"\u00ff"}');
  await post(carry(encryptJwe(bytes, publicKey, { kid })));
  expect(gate.upstream.received[0]?.body).toEqual(bytes);
});

test("every form of kid finds the key", async () => {
  const { kid, certificateSha256, publicKey } = partner.clientPair;
  const base64 = Buffer.from(certificateSha256, "hex").toString("base64");
  const forms = [kid, kid.toUpperCase(), certificateSha256, certificateSha256.toUpperCase(), base64];
  forms.push(base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""));
  for (const form of forms)
    expect((await post(carry(sealed({ ...usual, kid: form }, publicKey)))).status).toBe(200);
  expect(forwarded()).toEqual(forms.map(() => plaintext));
});

test("without kid the environment's keys are tried, but not more than five", async () => {
  const oldest = partner.clientPair.publicKey;
  for (let n = 0; n < 4; n += 1) publish(clientKeyEntry(partner.environment.id, pairs[1]));
  await gate.settle();
  expect((await post(carry(sealed(usual, oldest)))).status).toBe(200);
  publish(clientKeyEntry(partner.environment.id, pairs[1]));
  await gate.settle();
  const answer = await post(carry(sealed(usual, oldest)));
  expect(answer.text).toBe('{"code":"CRYPTOGRAPHY_ERROR","message":"Request can\'t be decrypted"}');
});

test("a message without kid counts for the key that opened it, not for the newest", async () => {
  const newer = clientKeyEntry(partner.environment.id, pairs[1]);
  publish(newer);
  await gate.settle();
  expect((await post(carry(sealed(usual, partner.clientPair.publicKey)))).status).toBe(200);
  const used = () => gate.usage.flatMap(({ uses }) => uses.map(({ id }) => id));
  await expect.poll(used, { timeout: 5_000 }).toContain(partner.clientKey.id);
  expect(used()).not.toContain(newer.id);
});

const damaged = (jwe: string, segment: number) => {
  const segments = jwe.split(".");
  const bytes = Buffer.from(segments[segment] ?? "", "base64url");
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  segments[segment] = bytes.toString("base64url");
  return segments.join(".");
};

test("a tampered tag, text or key, a wrong recipient and a short content key are one answer to the byte", async () => {
  const { publicKey, kid } = partner.clientPair;
  const good = encryptJwe(Buffer.from(plaintext), publicKey, { kid });
  const toAnother = sealed({ ...usual, kid }, pairs[3].publicKey);
  const shortKey = good.split(".");
  shortKey[1] = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    randomBytes(16),
  ).toString("base64url");
  const wrongPadding = good.split(".");
  wrongPadding[1] = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
    randomBytes(32),
  ).toString("base64url");
  const messages = [1, 2, 3, 4].map((segment) => damaged(good, segment));
  for (const jwe of [...messages, toAnother, shortKey.join("."), wrongPadding.join(".")]) {
    const answer = await post(carry(jwe));
    expect(answer.status).toBe(400);
    expect(answer.text).toBe('{"code":"CRYPTOGRAPHY_ERROR","message":"Request can\'t be decrypted"}');
  }
  expect(forwarded()).toEqual([]);
});

test.each([
  ["alg none", { alg: "none" }, "alg is not allowed"],
  ["alg dir", { alg: "dir" }, "alg is not allowed"],
  ["RSA1_5", { alg: "RSA1_5" }, "alg is not allowed"],
  ["RSA-OAEP with SHA-1", { alg: "RSA-OAEP" }, "alg is not allowed"],
  ["an unknown enc", { enc: "A256CTR" }, "enc is not allowed"],
  ["zip", { zip: "DEF" }, "compressed"],
  ["a critical extension", { crit: ["exp"] }, "critical"],
])("a message with %s is refused with its cause and not forwarded", async (_what, header, cause) => {
  const { publicKey, kid } = partner.clientPair;
  const answer = await post(carry(sealed({ ...usual, kid, ...header }, publicKey)));
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code: "CRYPTOGRAPHY_ERROR", message: expect.stringContaining(cause) });
  expect(forwarded()).toEqual([]);
});

test.each([
  ["a text", "hello"],
  ["empty", ""],
  ["four parts", "a.b.c.d"],
  ["a number", 5],
  ["null", null],
  ["a header that is no JSON", "AAAA.AAAA.AAAA.AAAA.AAAA"],
  ["only dots", "...."],
])("an encrypted field that holds no JWE (%s) is refused as such", async (_what, value) => {
  const answer = await post(carry(value));
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code: "CRYPTOGRAPHY_ERROR", message: expect.stringContaining("JWE") });
  expect(forwarded()).toEqual([]);
});

test.each(["{", "", "encryptedData=1", `${"[".repeat(100_000)}`, '{"encryptedData":'])(
  "a body that is not JSON is refused: %#",
  async (body) => {
    const answer = await post(body === "" ? " " : body);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ code: 14020, message: "Bad request. (the body is not JSON)" });
  },
);

test("an unknown kid and the key of another project are told alike: nobody learns of another's keys", async () => {
  const unknown = await post(carry(sealed({ ...usual, kid: "f".repeat(64) }, pairs[3].publicKey)));
  const { kid, publicKey } = stranger.clientPair;
  const foreign = await post(carry(sealed({ ...usual, kid }, publicKey)));
  expect(unknown.json).toEqual({
    code: "CRYPTOGRAPHY_ERROR",
    message: "Request can't be decrypted (kid is unknown)",
  });
  expect(foreign.text).toBe(unknown.text);
  expect(forwarded()).toEqual([]);
});

test("causes that the partner may know are told: revoked, expired, another environment, the other key type", async () => {
  const { kid, publicKey } = partner.clientPair;
  const cause = async (named = kid) =>
    ((await post(carry(sealed({ ...usual, kid: named }, publicKey)))).json as { message: string }).message;
  expect(await cause(partner.mastercardPair.kid)).toContain("encrypted with the Client Encryption Key");
  const sibling = makePartner({
    pepper: gate.keyBook.pepper,
    projectId: partner.environment.projectId,
    clientPair: pairs[3],
    mastercardPair: pairs[2],
  });
  for (const { id } of stranger.entries.filter((entry) => entry.kind.endsWith("key"))) {
    gate.keyBook.remove("client-encryption-key", id);
    gate.keyBook.remove("mastercard-encryption-key", id);
  }
  publish(...sibling.entries);
  await gate.settle();
  expect(await cause(pairs[3].kid)).toContain("of another environment of this project");
  publish({ ...partner.clientKey, notAfter: "2026-01-02T00:00:00.000Z" });
  await gate.settle();
  expect(await cause()).toContain("expired on 2026-01-02");
  publish({ ...partner.clientKey, revokedAt: "2026-02-03T04:05:06.000Z", privateKey: null });
  await gate.settle();
  expect(await cause()).toContain("revoked on 2026-02-03");
  expect(forwarded()).toEqual([]);
});

test("a revoked key stops at once, also for messages without kid", async () => {
  const jwe = sealed(usual, partner.clientPair.publicKey);
  expect((await post(carry(jwe))).status).toBe(200);
  publish({ ...partner.clientKey, revokedAt: new Date().toISOString() });
  await gate.settle();
  expect((await post(carry(jwe))).status).toBe(400);
});

test("a message that holds nothing is not forwarded as a call without a body", async () => {
  const { publicKey, kid } = partner.clientPair;
  const answer = await post(carry(sealed({ ...usual, kid }, publicKey, "")));
  expect(answer.json).toEqual({ code: 14020, message: "Bad request. (the decrypted body is empty)" });
  expect(forwarded()).toEqual([]);
});

test("headers that are remembered don't hold on to the messages they came with", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const size = 1024 * 1024;
  const one = (n: number) => {
    const header = Buffer.from(JSON.stringify({ ...usual, kid: "unknown", n })).toString("base64url");
    return carry(`${header}.AAAA.AAAA.${"A".repeat(size)}.AAAA`);
  };
  await post(one(0));
  // What undici and sockets hold for a moment longer is no part of it.
  const held = async () => {
    const sizes: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      sizes.push(heapUsed + external);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return Math.min(...sizes);
  };
  const before = await held();
  for (let n = 1; n <= 60; n += 1) expect((await post(one(n))).status).toBe(400);
  expect((await held()) - before).toBeLessThan(20 * size);
});
