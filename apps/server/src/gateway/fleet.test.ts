import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SeenCaller } from "./known-fleet.ts";
import { loggedIn, send } from "./testing/call-gate.ts";
import { makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
let headers: Record<string, string>;
const pairs = [makePair(), makePair()] as const;
const kid = "ab".repeat(32);
beforeAll(async () => {
  gate = await startGate();
});
afterAll(() => gate.gateway.close());
beforeEach(async () => {
  partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pairs[0], mastercardPair: pairs[1] });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  headers = await loggedIn(gate, partner);
});

const get = async (more: Record<string, string>) =>
  (await send(gate, { path: "/aggregation/v1/x", headers: { ...headers, ...more } })).status;
async function callers(atLeast: number): Promise<SeenCaller[]> {
  const own = () =>
    gate.usage
      .flatMap((batch) => batch.callers)
      .filter(({ environmentId }) => environmentId === partner.environment.id);
  await expect.poll(own, { timeout: 20_000 }).toHaveLength(atLeast);
  return own();
}

test("a caller's keys are heard, and callers of one address are told apart by the id that they give", async () => {
  expect(await get({ "x-decryption-keys": kid, "x-caller-id": "worker 1" })).toBe(200);
  expect(await get({ "x-decryption-keys": kid, "x-caller-id": "worker 1" })).toBe(200);
  expect(await get({ "x-decryption-keys": kid, "x-caller-id": "worker 2" })).toBe(200);
  const seen = await callers(2);
  expect(seen.map(({ keys }) => keys)).toEqual([[kid], [kid]]);
  expect(new Set(seen.map(({ caller }) => caller)).size).toBe(2);
});

test("a caller that gets encrypted answers and says nothing is counted; one that gets plain answers needs no key", async () => {
  expect(await get({})).toBe(200);
  expect(await get({ "x-encrypted": "true" })).toBe(200);
  expect((await callers(1)).map(({ keys }) => keys)).toEqual([null]);
});

test("a header that can't be read, however large, hinders no call", async () => {
  expect(await get({ "x-decryption-keys": ",".repeat(3_000), "x-caller-id": "x".repeat(5_000) })).toBe(200);
  expect((await callers(1)).map(({ keys }) => keys)).toEqual(["unreadable"]);
});

test("none of these headers goes to the API behind the gate", async () => {
  gate.upstream.received.length = 0;
  await get({ "x-decryption-keys": kid, "x-caller-id": "worker 1" });
  expect(Object.keys(gate.upstream.received[0]?.headers ?? {})).not.toContain("x-decryption-keys");
  expect(Object.keys(gate.upstream.received[0]?.headers ?? {})).not.toContain("x-caller-id");
});
