import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { readDecryptionKeys } from "./decryption-keys.ts";
import { KnownFleet } from "./known-fleet.ts";

const MINUTE_MS = 60_000;
const pepper = randomBytes(32);
const kid = "ab".repeat(32);
const other = "cd".repeat(32);

test("kids are read in any form they are written in, each once", () => {
  const base64 = Buffer.from(kid, "hex").toString("base64");
  expect(readDecryptionKeys(` ${kid.toUpperCase()} ,${kid},${other}`)).toEqual([kid, other]);
  expect(readDecryptionKeys(base64)).toEqual([
    base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  ]);
  expect(readDecryptionKeys(kid)).toBe(readDecryptionKeys(kid));
});

test.each([
  ["too long", "a,".repeat(2_000)],
  ["too many", Array.from({ length: 21 }, (_, n) => `k${n}`).join(",")],
  ["with an empty place", `${kid},,${other}`],
  ["with signs that no kid has", `${kid};drop`],
  ["with a kid that is too long", "a".repeat(101)],
])("a header %s is unreadable, and no error", (_what, header) => {
  expect(readDecryptionKeys(header)).toBe("unreadable");
});

test("a caller is told of when it is new, says something else, or was not told of for ten minutes", () => {
  let now = 0;
  const fleet = new KnownFleet(() => now);
  const saw = (header: string | null) =>
    fleet.saw(pepper, "env", "cred 192.0.2.1 ", header === null ? null : readDecryptionKeys(header));
  saw(null);
  saw(null);
  expect(fleet.takeNews()).toMatchObject([{ environmentId: "env", keys: null }]);
  saw(null);
  expect(fleet.takeNews()).toEqual([]);
  saw(kid);
  expect(fleet.takeNews()).toMatchObject([{ keys: [kid] }]);
  now += 11 * MINUTE_MS;
  saw(kid);
  expect(fleet.takeNews()).toHaveLength(1);
});

test("a caller is a keyed hash: the same at all gateways, another for another address, and nothing of the address in it", () => {
  const callersOf = (key: Buffer, caller: string) => {
    const fleet = new KnownFleet();
    fleet.saw(key, "env", caller, null);
    return fleet.takeNews().map((seen) => seen.caller)[0];
  };
  const one = callersOf(pepper, "cred 192.0.2.1 ");
  expect(one).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(callersOf(pepper, "cred 192.0.2.1 ")).toBe(one);
  expect(callersOf(pepper, "cred 192.0.2.2 ")).not.toBe(one);
  expect(callersOf(randomBytes(32), "cred 192.0.2.1 ")).not.toBe(one);
});

test("a partner that makes up callers drives out its own, and no other's", () => {
  const fleet = new KnownFleet();
  const heldBefore = process.memoryUsage().heapUsed;
  fleet.saw(pepper, "victim", "steady", null);
  fleet.takeNews();
  for (let n = 0; n < 20_000; n += 1) fleet.saw(pepper, "flood", `made up ${n}`, null);
  fleet.takeNews();
  fleet.saw(pepper, "victim", "steady", null);
  expect(fleet.takeNews()).toEqual([]);
  expect(process.memoryUsage().heapUsed - heldBefore).toBeLessThan(100_000_000);
});

test("a caller that says something else with each call is told of once a minute after the first times, with what it said last", () => {
  let now = 0;
  const fleet = new KnownFleet(() => now);
  const told: unknown[] = [];
  for (let n = 1; n <= 3_600; n += 1) {
    fleet.saw(pepper, "env", "cred 192.0.2.1 ", readDecryptionKeys(`key-${n}`));
    told.push(...fleet.takeNews().map(({ keys }) => keys));
    now += 1_000;
  }
  expect(told.slice(0, 5)).toEqual([["key-1"], ["key-2"], ["key-3"], ["key-4"], ["key-5"]]);
  expect(told.length).toBeLessThanOrEqual(5 + 60);
  // It calls no more, and its last word is heard all the same.
  now += MINUTE_MS;
  expect(fleet.takeNews()).toMatchObject([{ keys: ["key-3600"] }]);
  now += MINUTE_MS;
  expect(fleet.takeNews()).toEqual([]);
});

test("what a caller took back before it was told is not told", () => {
  let now = 0;
  const fleet = new KnownFleet(() => now);
  const saw = (header: string) => fleet.saw(pepper, "env", "cred 192.0.2.1 ", readDecryptionKeys(header));
  for (const header of ["a", "b", "c", "d", kid]) saw(header);
  expect(fleet.takeNews()).toMatchObject([{ keys: [kid] }]);
  saw(other);
  saw(kid);
  now += MINUTE_MS;
  expect(fleet.takeNews()).toEqual([]);
});

test("headers that drive out what was read of others make no news of callers that say the same", () => {
  const fleet = new KnownFleet(() => 0);
  const saw = (caller: string, header: string) =>
    fleet.saw(pepper, "env", caller, readDecryptionKeys(header));
  saw("steady", `${kid}, ${other}`);
  fleet.takeNews();
  for (let n = 0; n < 5_000; n += 1) readDecryptionKeys(`filler-${n}`);
  saw("steady", `${kid}, ${other}`);
  expect(fleet.takeNews()).toEqual([]);
});

test("callers that are made up with each call are told of no oftener than those of a full environment", () => {
  let now = 0;
  const fleet = new KnownFleet(() => now);
  let told = 0;
  for (let second = 0; second < 3_600; second += 1) {
    for (let n = 0; n < 5; n += 1) fleet.saw(pepper, "flood", `made up ${second} ${n}`, [`key-${second}`]);
    told += fleet.takeNews().length;
    now += 1_000;
  }
  // Six times in an hour, and once at the beginning.
  expect(told).toBeLessThanOrEqual(7 * 625);
  fleet.saw(pepper, "other", "steady", null);
  expect(fleet.takeNews().map(({ environmentId }) => environmentId)).toContain("other");
});

test("five hundred callers are all told of at once, and their new keys when they get them", () => {
  let now = 0;
  const fleet = new KnownFleet(() => now);
  const all = (header: string) => {
    for (let n = 0; n < 500; n += 1) fleet.saw(pepper, "env", `caller ${n}`, readDecryptionKeys(header));
    return fleet.takeNews().length;
  };
  expect(all(kid)).toBe(500);
  now += 20 * MINUTE_MS;
  expect(all(`${kid}, ${other}`)).toBe(500);
});

test("callers that say something else each minute keep no other one from being heard within ten minutes", () => {
  let now = 0;
  const fleet = new KnownFleet(() => now);
  const saw = (caller: string, header: string) =>
    fleet.saw(pepper, "env", caller, readDecryptionKeys(header));
  saw("steady", `${kid}, ${other}`);
  const [{ caller = "" } = {}] = fleet.takeNews();
  const heard: unknown[] = [];
  for (let second = 1; second < 1_800; second += 1) {
    now += 1_000;
    for (let n = 0; n < 300; n += 1) saw(`chatter ${n}`, `key-${Math.floor((second + n) / 60)}`);
    // A deployment has lost a key by then, and says so.
    if (second >= 1_200) saw("steady", other);
    heard.push(...fleet.takeNews().filter((seen) => seen.caller === caller && second >= 1_200));
  }
  expect(heard).toMatchObject([{ keys: [other] }]);
});
