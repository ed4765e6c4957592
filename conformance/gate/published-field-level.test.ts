import { afterAll, beforeAll, expect, test } from "vitest";
import { loggedIn, send } from "../../apps/server/src/gateway/testing/call-gate.ts";
import { makePair, makePartner } from "../../apps/server/src/gateway/testing/make-partner.ts";
import { startGate, type TestGate } from "../../apps/server/src/gateway/testing/start-gate.ts";
import { type PairOnDisk, pairOnDisk, published, temporaryFolder } from "./published-library.ts";

const folder = temporaryFolder();
const path = "/aggregation/v2/customers/testing";
const message = { username: "zoë", list: [1, 2.5, null] };
// ASCII: in this form the library reads what it has decrypted as Latin-1 (in JWE it reads UTF-8).
const reply = { id: "1005061234", note: "plain letters" };

let gate: TestGate;
let clientPair: PairOnDisk;
let mastercardPair: PairOnDisk;
let headers: Record<string, string>;

beforeAll(async () => {
  gate = await startGate();
  clientPair = pairOnDisk(folder.path, "client");
  mastercardPair = pairOnDisk(folder.path, "mastercard");
  const partner = makePartner({
    pepper: gate.keyBook.pepper,
    clientPair: makePair(clientPair),
    mastercardPair: makePair(mastercardPair),
  });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  headers = await loggedIn(gate, partner);
  gate.upstream.answer = () => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(reply)) });
});
afterAll(async () => {
  await gate.gateway.close();
  folder.remove();
});

const inBody = {
  ivFieldName: "iv",
  encryptedKeyFieldName: "encryptedKey",
  oaepHashingAlgorithmFieldName: "oaepHashingAlgorithm",
  publicKeyFingerprintFieldName: "publicKeyFingerprint",
};
const inHeaders = {
  ivHeaderName: "x-iv",
  encryptedKeyHeaderName: "x-encrypted-key",
  oaepHashingAlgorithmHeaderName: "x-oaep-padding-digest-algorithm",
  publicKeyFingerprintHeaderName: "x-public-key-fingerprint",
};
const root = { toEncrypt: [{ element: "$", obj: "$" }], toDecrypt: [{ element: "$", obj: "$" }] };
const field = {
  toEncrypt: [{ element: "content", obj: "encryptedData" }],
  toDecrypt: [{ element: "encryptedData", obj: "$" }],
};
const headersRoot = {
  toEncrypt: [{ element: "$", obj: "$" }],
  toDecrypt: [{ element: "$", obj: "$" }],
};

test.each([
  ["in the whole body, hex, SHA-256", inBody, root, "hex", "SHA-256", "publicKey", message],
  ["in the whole body, base64, SHA-512", inBody, root, "base64", "SHA-512", "certificate", message],
  ["in a field, hex, SHA-512", inBody, field, "hex", "SHA-512", "publicKey", { content: message }],
  ["in headers, hex, SHA-256", inHeaders, headersRoot, "hex", "SHA-256", "publicKey", message],
  ["in headers, base64, SHA-512", inHeaders, headersRoot, "base64", "SHA-512", "certificate", message],
])("the published library's field-level form, parameters %s, goes both ways", async (...row) => {
  const [, names, elements, dataEncoding, oaepPaddingDigestAlgorithm, publicKeyFingerprintType, body] = row;
  const library = new published.FieldLevelEncryption({
    paths: [{ path: "/.*", ...elements }],
    encryptedValueFieldName: "encryptedValue",
    encryptionCertificate: clientPair.certificate,
    privateKey: mastercardPair.privateKey,
    dataEncoding,
    oaepPaddingDigestAlgorithm,
    publicKeyFingerprintType,
    ...names,
  });
  const sent = library.encrypt(path, {}, structuredClone(body));
  const answer = await send(gate, {
    method: "POST",
    path,
    headers: { ...headers, ...sent.header },
    body: JSON.stringify(sent.body),
  });
  expect(answer.text).toContain("encryptedValue");
  expect(answer.status).toBe(200);
  expect(JSON.parse(gate.upstream.received.at(-1)?.body?.toString() ?? "null")).toEqual(message);
  expect(library.decrypt({ request: { url: path }, body: answer.json, header: answer.headers })).toEqual(
    reply,
  );
});
