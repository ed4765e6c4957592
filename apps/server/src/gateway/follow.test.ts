import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import type { Heartbeat } from "../key-book/source.ts";
import { Secrets } from "./secrets.ts";
import { loggedIn, send } from "./testing/call-gate.ts";
import { fakeUnwrap, fakeWrap } from "./testing/fake-custody.ts";
import { FixedKeyBook } from "./testing/fixed-key-book.ts";
import { makePair, makePartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

const pair = makePair();
let gate: TestGate | undefined;
afterEach(() => gate?.gateway.close());

async function withPartner(started: TestGate) {
  gate = started;
  const partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  return { gate, partner, headers: await loggedIn(gate, partner) };
}
/** A busy machine may take its time. */
const SOON = { timeout: 10_000 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("without its key book the gate goes on for the set time, then refuses, and comes back with it", async () => {
  const { gate, headers } = await withPartner(await startGate({ pictureMaxAgeMs: 5_000 }));
  gate.keyBook.away = true;
  await pause(300);
  const status = async () => (await send(gate, { path: "/a", headers })).status;
  expect(await status()).toBe(200);
  await expect.poll(status, SOON).toBe(503);
  const refused = await send(gate, { path: "/a", headers });
  expect(refused.status).toBe(503);
  expect(refused.json).toEqual({ code: "GATEWAY_NOT_READY", message: "The gateway is not ready" });
  expect(refused.headers["retry-after"]).toBe("5");
  expect((await send(gate, { path: "/readyz" })).json).toEqual({ status: "waiting", missing: ["key-book"] });
  expect((await send(gate, { path: "/livez" })).status).toBe(200);
  gate.keyBook.away = false;
  await expect.poll(status, SOON).toBe(200);
  expect((await send(gate, { path: "/readyz" })).json).toEqual({ status: "ok", missing: [] });
});

test("a woken gateway has the change in force though no polling comes, and says what it has applied", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const keyBook = new FixedKeyBook();
  gate = await startGate({ source: keyBook });
  const told = new Promise<Heartbeat>((resolve) => {
    keyBook.heartbeat = async (beat) => {
      resolve(beat);
      return true;
    };
  });
  const number = keyBook.remove("environment", "nothing");
  expect(await told).toMatchObject({ gateway: "test-gate", applied: number });
  expect(gate.gateway.appliedNumber).toBe(number);
});

test("of two gateways of one name each is seen: the one that was first goes on under another, and says so", async () => {
  gate = await startGate();
  const { keyBook, logged } = gate;
  keyBook.taken.add("test-gate");
  const number = keyBook.remove("environment", "nothing");
  await expect.poll(() => keyBook.beats.at(-1)?.applied, SOON).toBe(number);
  expect(keyBook.beats.at(-1)?.gateway).toMatch(/^test-gate-[0-9a-f]{8}$/);
  expect(logged.join("")).toContain("another gateway has this name");
  const next = keyBook.remove("environment", "nothing else");
  await expect.poll(() => keyBook.beats.at(-1)?.applied, SOON).toBe(next);
  expect(new Set(keyBook.beats.map(({ gateway }) => gateway)).size).toBe(2);
});

test("polling alone finds what no wake-up told of", async () => {
  const keyBook = new FixedKeyBook();
  keyBook.onWake = () => () => true;
  gate = await startGate({ source: keyBook });
  const number = keyBook.remove("environment", "nothing");
  await expect.poll(() => gate?.gateway.appliedNumber, SOON).toBe(number);
});

test("a shared secret that can't be opened leaves the gate closed, and says so", async () => {
  gate = await startGate({
    unwrap: async () => {
      throw new Error("another master key");
    },
  });
  expect((await send(gate, { path: "/readyz" })).json).toMatchObject({
    status: "waiting",
    missing: ["key-book", "shared-secrets"],
  });
});

test("a key book with thousands of entries is read page by page, in order", async () => {
  const keyBook = new FixedKeyBook();
  const partner = makePartner({ pepper: keyBook.pepper, clientPair: pair, mastercardPair: pair });
  keyBook.publish(...Array.from({ length: 2_500 }, (_, n) => ({ ...partner.environment, id: `e${n}` })));
  const number = keyBook.publish(...partner.entries);
  gate = await startGate({ source: keyBook });
  expect(gate.gateway.appliedNumber).toBe(number);
});

test("changes that come a second time, as after a lost answer, do no harm", async () => {
  const keyBook = new FixedKeyBook();
  const read = keyBook.changesAfter.bind(keyBook);
  keyBook.changesAfter = (number, limit) => read(Math.max(0, number - 3), limit);
  gate = await startGate({ source: keyBook });
  const number = keyBook.remove("environment", "nothing");
  await expect.poll(() => gate?.gateway.appliedNumber, SOON).toBe(number);
  expect((await send(gate, { path: "/readyz" })).status).toBe(200);
});

test("a key book brought back from a backup is read anew, and what is revoked in it from then on is revoked", async () => {
  const { gate, partner, headers } = await withPartner(await startGate());
  const restore = gate.keyBook.backUp();
  const later = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...later.entries);
  await gate.settle();
  const laterHeaders = await loggedIn(gate, later);
  restore();
  // What the backup doesn't know is gone, and the numbers given out again are new.
  const status = async () => (await send(gate, { path: "/a", headers: laterHeaders })).status;
  await expect.poll(status, SOON).toBe(401);
  expect((await send(gate, { path: "/a", headers })).status).toBe(200);
  const number = gate.keyBook.remove("credential", partner.credential.id);
  await expect.poll(() => gate.gateway.appliedNumber, SOON).toBe(number);
  expect((await send(gate, { path: "/a", headers })).status).toBe(401);
  expect(gate.logged.join("")).toContain("comes from a backup");
});

test("a key book that says it begins anew is read anew, whatever its numbers, and its own next changes are not", async () => {
  const { gate, partner, headers } = await withPartner(await startGate());
  const restore = gate.keyBook.backUp();
  const later = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...later.entries);
  await gate.settle();
  const laterHeaders = await loggedIn(gate, later);
  restore();
  gate.keyBook.renumber(1_000_000);
  gate.keyBook.publish({ kind: "restored", id: "key-book", at: new Date().toISOString() });
  await gate.settle();
  expect((await send(gate, { path: "/a", headers: laterHeaders })).status).toBe(401);
  expect((await send(gate, { path: "/a", headers })).status).toBe(200);
  const readings = () => gate.logged.filter((line) => line.includes("comes from a backup")).length;
  expect(readings()).toBe(1);
  gate.keyBook.remove("credential", partner.credential.id);
  await gate.settle();
  expect((await send(gate, { path: "/a", headers })).status).toBe(401);
  expect(readings()).toBe(1);
});

/** A gate whose key store can be taken away, and what a rotation of the master key publishes. */
async function withKeyStore(wayOfBeingAway: () => Promise<Buffer>) {
  const keyStore = { away: false };
  const started = await withPartner(
    await startGate({
      unwrap: (value, context) => (keyStore.away ? wayOfBeingAway() : fakeUnwrap(value, context)),
    }),
  );
  const { keyBook } = started.gate;
  const wrapAnew = (id: "token-seal" | "secret-pepper", value: Uint8Array) =>
    keyBook.publish({ kind: "shared-secret", id, value: fakeWrap(value, `shared-secret:${id}`) });
  return { ...started, keyBook, keyStore, wrapAnew };
}

test.each([
  ["refuses", () => Promise.reject(new Error("away"))],
  ["hangs", () => new Promise<Buffer>(() => undefined)],
])(
  "a revocation is in force though shared secrets came anew before it while the key store %s",
  async (_how, away) => {
    const { gate, keyBook, keyStore, wrapAnew, partner, headers } = await withKeyStore(away);
    keyStore.away = true;
    const first = wrapAnew("token-seal", keyBook.tokenSeal);
    wrapAnew("secret-pepper", keyBook.pepper);
    await pause(400);
    expect((await send(gate, { path: "/a", headers })).status).toBe(200);
    keyBook.remove("credential", partner.credential.id);
    await expect.poll(async () => (await send(gate, { path: "/a", headers })).status, SOON).toBe(401);
    expect((await send(gate, { path: "/readyz" })).status).toBe(200);
    // What isn't opened isn't called in force.
    expect(gate.gateway.appliedNumber).toBe(first - 1);
    expect(keyBook.beats.at(-1)?.applied).toBe(first - 1);
  },
);

test("a shared secret that came while the key store was away is opened once it is back, and then called in force", async () => {
  const away = () => Promise.reject(new Error("away"));
  const { gate, keyBook, keyStore, wrapAnew, headers } = await withKeyStore(away);
  keyStore.away = true;
  const number = wrapAnew("token-seal", Buffer.alloc(32, 7));
  await expect.poll(() => gate.logged.join(""), SOON).toContain("going on with the one held");
  expect((await send(gate, { path: "/a", headers })).status).toBe(200);
  keyStore.away = false;
  await expect.poll(() => keyBook.beats.at(-1)?.applied, SOON).toBe(number);
  // It is another one, so nobody whom the old one let in is known any more.
  expect((await send(gate, { path: "/a", headers })).status).toBe(401);
});

test("callers stay known when a shared secret comes wrapped anew, and not when it is another", async () => {
  const secrets = new Secrets(fakeUnwrap);
  const entry = (value: Uint8Array) => ({
    kind: "shared-secret" as const,
    id: "token-seal" as const,
    value: fakeWrap(value, "shared-secret:token-seal"),
  });
  await secrets.open(entry(Buffer.alloc(32, 1)));
  secrets.callers.remember("app", "token", { credentialId: "c", appKeyHash: "h", version: 1, expiresAt: 2 });
  await secrets.open(entry(Buffer.alloc(32, 1)));
  expect(secrets.callers.find("app", "token")).not.toBeNull();
  await secrets.open(entry(Buffer.alloc(32, 2)));
  expect(secrets.callers.find("app", "token")).toBeNull();
});
