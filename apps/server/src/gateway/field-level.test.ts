import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from "node:crypto";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { decryptFieldLevel } from "./field-level/decrypt.ts";
import { encryptFieldLevel } from "./field-level/encrypt.ts";
import { loggedIn, send } from "./testing/call-gate.ts";
import { makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
let headers: Record<string, string>;
const pairs = [makePair(), makePair()] as const;
const plaintext = '{"amount": 1.10,  "name":"Zoë"}';
const ONE_ANSWER = '{"code":"CRYPTOGRAPHY_ERROR","message":"Request can\'t be decrypted"}';

beforeAll(async () => {
  gate = await startGate();
});
afterAll(() => gate.gateway.close());
beforeEach(() => withFieldLevel(true));

async function withFieldLevel(fieldLevel: boolean) {
  const { pepper } = gate.keyBook;
  partner = makePartner({ pepper, payload: { fieldLevel }, clientPair: pairs[0], mastercardPair: pairs[1] });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  headers = await loggedIn(gate, partner);
  gate.upstream.received.length = 0;
}

function sealed(
  content = plaintext,
  encoding: "hex" | "base64" = "hex",
  digest: "sha256" | "sha512" = "sha256",
) {
  const options = { digest, encoding };
  const [iv = "", encryptedKey = "", encryptedValue = ""] = encryptFieldLevel(
    Buffer.from(content),
    partner.clientPair.publicKey,
    options,
  ).split(".");
  return { iv, encryptedKey, encryptedValue };
}
const post = (body: unknown, more = {}) =>
  send(gate, { method: "POST", path: "/a", headers: { ...headers, ...more }, body: JSON.stringify(body) });

/** What the partner reads from an answer. */
function opened(
  parts: Record<string, string>,
  encoding: "hex" | "base64",
  digest: "sha256" | "sha512" = "sha256",
) {
  const bytes = (name: string) => Buffer.from(parts[name] ?? "", encoding);
  const message = { iv: bytes("iv"), encryptedKey: bytes("encryptedKey"), value: bytes("encryptedValue") };
  return decryptFieldLevel(message, digest, pairs[1].privateKey).toString();
}

test.each([
  ["hex", "sha256", "SHA256"],
  ["base64", "sha512", "SHA-512"],
] as const)(
  "a message in the field, in %s with %s, is forwarded byte for byte and answered in its shape",
  async (encoding, digest, name) => {
    const fields = {
      oaepHashingAlgorithm: name,
      encryptionCertificateFingerprint: partner.clientKey.certificateSha256,
    };
    const answer = await post({ encryptedData: { ...sealed(plaintext, encoding, digest), ...fields } });
    expect(answer.status).toBe(200);
    expect(gate.upstream.received[0]?.body?.toString()).toBe(plaintext);
    const { encryptedData } = answer.json as { encryptedData: Record<string, string> };
    expect(opened(encryptedData, encoding, digest)).toBe('{"ok":true}');
    expect(encryptedData).toMatchObject({
      oaepHashingAlgorithm: name,
      encryptionCertificateFingerprint: partner.mastercardKey.certificateSha256,
    });
  },
);

test("a message with its parameters in headers is answered so", async () => {
  const { iv, encryptedKey, encryptedValue } = sealed();
  const parameters = {
    "x-iv": iv,
    "x-encrypted-key": encryptedKey,
    "x-oaep-padding-digest-algorithm": "SHA256",
    "x-public-key-fingerprint": partner.clientKey.kid.toUpperCase(),
  };
  const answer = await post({ encryptedData: encryptedValue }, parameters);
  expect(gate.upstream.received[0]?.body?.toString()).toBe(plaintext);
  expect(gate.upstream.received[0]?.headers).not.toHaveProperty("x-iv");
  expect(answer.headers).toMatchObject({
    "x-oaep-padding-digest-algorithm": "SHA256",
    "x-public-key-fingerprint": partner.mastercardKey.kid,
  });
  const value = (answer.json as { encryptedData: string }).encryptedData;
  const [answerIv, answerKey] = [String(answer.headers["x-iv"]), String(answer.headers["x-encrypted-key"])];
  expect(opened({ iv: answerIv, encryptedKey: answerKey, encryptedValue: value }, "hex")).toBe('{"ok":true}');
});

test("an environment that doesn't take field-level messages says so", async () => {
  await withFieldLevel(false);
  const answer = await post({ encryptedData: sealed() });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ message: expect.stringContaining("isn't accepted here: send a JWE") });
  expect(gate.upstream.received).toEqual([]);
});

function withOwnKey(key: Buffer, publicKey: KeyObject, content: Buffer, pad = true) {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-128-cbc", randomBytes(16), iv).setAutoPadding(pad);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return {
    iv: iv.toString("hex"),
    encryptedKey: publicEncrypt({ key: publicKey, padding, oaepHash: "sha256" }, key).toString("hex"),
    encryptedValue: Buffer.concat([cipher.update(content), cipher.final()]).toString("hex"),
  };
}

test("a wrong key, a wrong padding, a changed text and a text that isn't JSON are one answer to the byte", async () => {
  const good = sealed();
  const flip = (hex: string, at: number) =>
    hex.slice(0, at) + (hex[at] === "0" ? "1" : "0") + hex.slice(at + 1);
  let zero = sealed();
  while (!zero.encryptedKey.startsWith("00")) zero = sealed();
  const messages = [
    { ...zero, encryptedKey: zero.encryptedKey.slice(2) },
    { ...good, encryptedKey: flip(good.encryptedKey, 40) },
    { ...good, encryptedValue: flip(good.encryptedValue, good.encryptedValue.length - 40) },
    { ...good, encryptedValue: good.encryptedValue.slice(0, -2) },
    { ...good, iv: flip(good.iv, 1) },
    withOwnKey(randomBytes(16), pairs[1].publicKey, Buffer.from(plaintext)),
    withOwnKey(randomBytes(15), pairs[0].publicKey, Buffer.from(plaintext)),
    withOwnKey(randomBytes(16), pairs[0].publicKey, randomBytes(32), false),
    sealed("not JSON"),
  ];
  for (const message of messages) expect((await post({ encryptedData: message })).text).toBe(ONE_ANSWER);
  expect(gate.upstream.received).toEqual([]);
});

test.each([
  ["an iv of the wrong length", { iv: "00" }],
  ["an unknown digest", { oaepPaddingDigestAlgorithm: "MD5" }],
  ["mixed encodings", { encryptedValue: "not/hex+at/all==" }],
  ["a key of great length", { encryptedKey: "a".repeat(5_000) }],
  ["something else beside it", { extra: 1 }],
  ["an unknown fingerprint", { publicKeyFingerprint: "f".repeat(64) }],
])("a message with %s is refused with its cause", async (_what, change) => {
  const answer = await post({ encryptedData: { ...sealed(), ...change } });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({
    code: "CRYPTOGRAPHY_ERROR",
    message: expect.stringMatching(/\(.+\)$/),
  });
  expect(gate.upstream.received).toEqual([]);
});

test("a body with fields beside the encrypted one is refused: nothing is lost in silence", async () => {
  const answer = await post({ encryptedData: sealed(), other: 1 });
  expect(answer.json).toMatchObject({ message: expect.stringContaining("must hold the whole body") });
});

test("a plain body that happens to speak of keys stays plain", async () => {
  const body = { encryptedKey: "x", note: "plain" };
  expect((await post(body)).text).toBe('{"ok":true}');
  expect(gate.upstream.received[0]?.body?.toString()).toBe(JSON.stringify(body));
});

test.each([24, 32])("a key of %i bytes is refused: it may be a JWE's", async (size) => {
  const [key, iv] = [randomBytes(size), randomBytes(16)];
  const cipher = createCipheriv(size === 24 ? "aes-192-cbc" : "aes-256-cbc", key, iv);
  const value = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const options = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const wrapped = publicEncrypt({ key: partner.clientPair.publicKey, ...options }, key);
  const hex = (bytes: Buffer) => bytes.toString("hex");
  const answer = await post({
    encryptedData: { iv: hex(iv), encryptedKey: hex(wrapped), encryptedValue: hex(value) },
  });
  expect([answer.status, answer.text]).toEqual([400, ONE_ANSWER]);
});

test("where field-level messages are taken, no JWE with keys of their size is, and elsewhere it is", async () => {
  const { publicKey, kid } = partner.clientPair;
  const jwe = encryptJwe(Buffer.from(plaintext), publicKey, { kid, enc: "A128GCM" });
  const refused = await post({ encryptedData: jwe });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain("A256GCM");
  expect(gate.upstream.received).toEqual([]);
  await withFieldLevel(false);
  expect((await post({ encryptedData: jwe })).status).toBe(200);
});

test("after twenty messages that can't be decrypted no more is learnt of them, and JWEs go on", async () => {
  const wrong = { encryptedData: { ...sealed(), iv: "00".repeat(16) } };
  for (let n = 0; n < 20; n += 1) expect((await post(wrong)).text).toBe(ONE_ANSWER);
  for (const message of [wrong, { encryptedData: sealed() }]) {
    const answer = await post(message);
    expect([answer.status, answer.json]).toMatchObject([429, { code: 10001 }]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(3_000);
  }
  const { publicKey, kid } = partner.clientPair;
  expect((await post({ encryptedData: encryptJwe(Buffer.from(plaintext), publicKey, { kid }) })).status).toBe(
    200,
  );
});

test("of many messages at the same moment no more than twenty answers say anything either", async () => {
  const wrong = { encryptedData: { ...sealed(), iv: "00".repeat(16) } };
  const good = { encryptedData: sealed() };
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, n) => post(n % 40 === 39 ? good : wrong)),
  );
  expect(answers.filter(({ text }) => text === ONE_ANSWER).length).toBeLessThanOrEqual(20);
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(90);
});
