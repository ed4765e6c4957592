import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { loggedIn, send, sendLogIn } from "./testing/call-gate.ts";
import { makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
const pairs = [makePair(), makePair(), makePair()] as const;
beforeAll(async () => {
  gate = await startGate();
});
afterAll(() => gate.gateway.close());
beforeEach(async () => {
  partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pairs[0], mastercardPair: pairs[1] });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
});

/** All that has been counted of a key or credentials, once the counter has handed it over. */
async function usesOf(id: string, atLeast: number): Promise<number> {
  const sum = () =>
    gate.usage
      .flatMap(({ uses }) => uses)
      .filter((use) => use.id === id)
      .reduce((all, { count }) => all + count, 0);
  await expect.poll(sum, { timeout: 20_000 }).toBeGreaterThanOrEqual(atLeast);
  return sum();
}

test("a message that can't be decrypted is no use of the key that it names", async () => {
  const headers = await loggedIn(gate, partner);
  const jwe = encryptJwe(Buffer.from('{"a":1}'), pairs[2].publicKey, { kid: pairs[0].kid });
  const body = JSON.stringify({ encryptedData: jwe });
  expect((await send(gate, { method: "POST", path: "/aggregation/v1/x", headers, body })).status).toBe(400);
  await usesOf(partner.credential.id, 2);
  expect(await usesOf(partner.clientKey.id, 0)).toBe(0);
});

test("a log-in with a wrong secret is no use of the credentials: a stranger may know the App Key", async () => {
  expect((await sendLogIn(gate, { ...partner, partnerSecret: "a1-wrong-wrong" })).status).toBe(401);
  expect((await sendLogIn(gate, partner)).status).toBe(200);
  expect(await usesOf(partner.credential.id, 1)).toBe(1);
});
