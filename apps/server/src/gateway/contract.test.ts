import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { loggedIn, send } from "./testing/call-gate.ts";
import { makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let now = new Date("2026-06-01T12:00:00Z");
let gate: TestGate;
let partner: TestPartner;
const pair = makePair();

beforeAll(async () => {
  gate = await startGate({ clock: () => now });
});
afterAll(() => gate.gateway.close());
beforeEach(async () => {
  now = new Date("2026-06-01T12:00:00Z");
  partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
});

async function change(changes: object): Promise<void> {
  gate.keyBook.publish({ ...partner.environment, type: "production", plan: "production", ...changes });
  await gate.settle();
}
const call = async (headers: Record<string, string>, path: string) => {
  const { status, json } = await send(gate, { path, headers });
  return [status, status === 200 ? null : (json as { message: string }).message];
};

test("a call outside the contract is refused with 403, naming the product; what every contract holds is let through", async () => {
  await change({ products: ["accounts"] });
  const headers = await loggedIn(gate, partner);
  expect(await call(headers, "/aggregation/v1/customers/5")).toEqual([200, null]);
  expect(await call(headers, "/aggregation/v1/customers/5/accounts")).toEqual([200, null]);
  expect(await call(headers, "/aggregation/v3/customers/5/transactions?a=/accounts")).toEqual([
    403,
    "This call is not in your contract (product: Transactions)",
  ]);
  expect(await call(headers, "/somewhere/else")).toEqual([
    403,
    "This call is not in your contract (no product of this API has this address)",
  ]);
  await change({ products: ["transactions"] });
  expect((await call(headers, "/aggregation/v3/customers/5/transactions"))[0]).toBe(200);
  expect((await call(headers, "/aggregation/v1/customers/5/accounts"))[0]).toBe(403);
  await change({ products: null });
  expect((await call(headers, "/aggregation/v1/customers/5/accounts"))[0]).toBe(200);
});

test("an environment with an end lets calls in to its last moment and no further, without anybody publishing, and says by what", async () => {
  await change({ plan: "test-drive-premium", endsAt: "2026-06-01T13:00:00.000Z" });
  const headers = await loggedIn(gate, partner);
  now = new Date("2026-06-01T12:59:59.999Z");
  expect((await call(headers, "/aggregation/v1/customers"))[0]).toBe(200);
  now = new Date("2026-06-01T13:00:00Z");
  for (const [endReason, words] of [
    [undefined, "the environment ended"],
    ["trial-over", "Test Drive Premium ended"],
    ["contract-ended", "the contract ended"],
    ["contract-withdrawn", "the contract was withdrawn"],
  ]) {
    await change({ endReason, endsAt: "2026-06-01T13:00:00.000Z" });
    expect(await call(headers, "/aggregation/v1/customers")).toEqual([
      401,
      `You are not authorized. (${words} on 2026-06-01T13:00:00.000Z)`,
    ]);
  }
});
