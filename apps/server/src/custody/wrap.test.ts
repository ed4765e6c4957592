import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { CustodyError } from "./custody.ts";
import { fingerprintOf } from "./local-key.ts";
import { unwrap, wrap } from "./wrap.ts";

const named = (key: Buffer) => ({ fingerprint: fingerprintOf(key), key });
const master = named(randomBytes(32));
const secret = randomBytes(1_200);

test("what was wrapped opens again under the same master key for the same row", () => {
  expect(unwrap(master, wrap(master, secret, "key:1"), "key:1")).toEqual(secret);
});

test("a value copied into another row doesn't open there", () => {
  expect(() => unwrap(master, wrap(master, secret, "key:1"), "key:2")).toThrow(CustodyError);
});

test("a value whose every byte in turn is changed never opens", () => {
  const value = wrap(master, Buffer.from("small"), "key:1");
  const bytes = Buffer.from(value.wrapped, "base64");
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unwrap(master, { ...value, wrapped: changed.toString("base64") }, "key:1")).toThrow(
      CustodyError,
    );
  }
});

test("another master key is named by its fingerprint", () => {
  const other = named(randomBytes(32));
  expect(() => unwrap(other, wrap(master, secret, "key:1"), "key:1")).toThrow(master.fingerprint);
});

test("the same value wrapped twice looks different", () => {
  expect(wrap(master, secret, "key:1").wrapped).not.toBe(wrap(master, secret, "key:1").wrapped);
});

test("the fingerprint doesn't hold a part of the key", () => {
  const key = randomBytes(32);
  expect(key.toString("hex")).not.toContain(fingerprintOf(key));
});
