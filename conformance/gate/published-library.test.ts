import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type GateAnswer, loggedIn, send } from "../../apps/server/src/gateway/testing/call-gate.ts";
import {
  makePair,
  makePartner,
  type TestPartner,
} from "../../apps/server/src/gateway/testing/make-partner.ts";
import { startGate, type TestGate } from "../../apps/server/src/gateway/testing/start-gate.ts";
import { type PairOnDisk, pairOnDisk, published, temporaryFolder } from "./published-library.ts";

const folder = temporaryFolder();
const path = "/aggregation/v2/customers/testing";
const message = { username: "zoë", list: [1, 2.5, null], nested: { deep: "✓" } };
const reply = { id: "1005061234", createdDate: 1_607_450_357, note: "geschützt ✓" };

let gate: TestGate;
let clientPair: PairOnDisk;
let mastercardPair: PairOnDisk;
let partner: TestPartner;
let headers: Record<string, string>;

beforeAll(async () => {
  gate = await startGate();
  clientPair = pairOnDisk(folder.path, "client");
  mastercardPair = pairOnDisk(folder.path, "mastercard");
  partner = makePartner({
    pepper: gate.keyBook.pepper,
    clientPair: makePair(clientPair),
    mastercardPair: makePair(mastercardPair),
  });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  headers = await loggedIn(gate, partner);
});
afterAll(async () => {
  await gate.gateway.close();
  folder.remove();
});
beforeEach(() => {
  gate.upstream.received.length = 0;
  gate.upstream.answer = () => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(reply)),
  });
});

function jwe(fingerprint: object) {
  return new published.JweEncryption({
    mode: "JWE",
    paths: [
      {
        path: "/.*",
        toEncrypt: [{ element: "$", obj: "$" }],
        toDecrypt: [{ element: "encryptedData", obj: "$" }],
      },
    ],
    encryptedValueFieldName: "encryptedData",
    encryptionCertificate: clientPair.certificate,
    privateKey: mastercardPair.privateKey,
    dataEncoding: "base64",
    ...fingerprint,
  });
}

const lastBody = () => JSON.parse(gate.upstream.received.at(-1)?.body?.toString() ?? "null");
const asResponse = (answer: GateAnswer) => ({ request: { url: path }, body: answer.json });

test.each(["publicKey", "certificate"])(
  "the published library, naming the key by its %s fingerprint, is understood and understands, 50 times over",
  async (publicKeyFingerprintType) => {
    const library = jwe({ publicKeyFingerprintType });
    for (let n = 0; n < 50; n += 1) {
      const sent = library.encrypt(path, {}, { ...message, n });
      const answer = await send(gate, { method: "POST", path, headers, body: JSON.stringify(sent.body) });
      expect(answer.status).toBe(200);
      expect(lastBody()).toEqual({ ...message, n });
      expect(library.decrypt(asResponse(answer))).toEqual(reply);
    }
  },
);

test("the published library decrypts the answer to a GET with x-encrypted", async () => {
  const answer = await send(gate, { path, headers: { ...headers, "x-encrypted": "true" } });
  expect(jwe({ publicKeyFingerprintType: "publicKey" }).decrypt(asResponse(answer))).toEqual(reply);
});

test("the published library decrypts an error of the API behind the gate", async () => {
  const error = { code: 14001, message: "Customer not found" };
  gate.upstream.answer = () => ({ status: 404, headers: {}, body: Buffer.from(JSON.stringify(error)) });
  const library = jwe({ publicKeyFingerprintType: "publicKey" });
  const sent = library.encrypt(path, {}, message);
  const answer = await send(gate, { method: "POST", path, headers, body: JSON.stringify(sent.body) });
  expect(answer.status).toBe(404);
  expect(library.decrypt(asResponse(answer))).toEqual(error);
});

test("a Client Encryption Key that was revoked and is brought back is understood again", async () => {
  const library = jwe({ publicKeyFingerprintType: "publicKey" });
  const call = () => {
    const sent = library.encrypt(path, {}, message);
    return send(gate, { method: "POST", path, headers, body: JSON.stringify(sent.body) });
  };
  expect((await call()).status).toBe(200);
  gate.keyBook.publish({ ...partner.clientKey, revokedAt: new Date().toISOString(), privateKey: null });
  await gate.settle();
  const refused = await call();
  expect([refused.status, JSON.stringify(refused.json)]).toEqual([
    400,
    expect.stringContaining("the key was revoked on"),
  ]);
  gate.keyBook.publish(partner.clientKey);
  await gate.settle();
  expect((await call()).status).toBe(200);
  expect(lastBody()).toEqual(message);
});
