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
