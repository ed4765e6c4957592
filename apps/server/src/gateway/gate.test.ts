import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loggedIn, send } from "./testing/call-gate.ts";
import { makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
beforeAll(async () => {
  gate = await startGate();
  partner = makePartner({ pepper: gate.keyBook.pepper });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
});
afterAll(() => gate.gateway.close());

test("an encrypted call is decrypted, forwarded byte for byte, and its answer encrypted", async () => {
  const plaintext = '{"amount": 1.10, "id": 12345678901234567890, "a":1, "a":2}';
  const jwe = encryptJwe(Buffer.from(plaintext), partner.clientPair.publicKey, {
    kid: partner.clientPair.kid,
  });
  const answer = await send(gate, {
    method: "POST",
    path: "/aggregation/v2/customers/testing?x=1",
    headers: await loggedIn(gate, partner),
    body: JSON.stringify({ encryptedData: jwe }),
  });
  expect(answer.text).toMatch(/^\{"encryptedData":"/);
  expect(answer.status).toBe(200);
  const received = gate.upstream.received.at(-1);
  expect(received?.body?.toString()).toBe(plaintext);
  const text = (answer.json as { encryptedData: string }).encryptedData;
  const opened = decryptJwe(parseCompactJwe(text), partner.mastercardPair.privateKey);
  expect(opened.toString()).toBe('{"ok":true}');
});
