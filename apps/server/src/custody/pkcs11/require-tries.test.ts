import { expect, test } from "vitest";
import { requireTries } from "./require-tries.ts";

const LOGIN_REQUIRED = 0x04;
const PIN_COUNT_LOW = 0x0001_0000;

test("a token that has tries left is logged in to", () => {
  expect(() => requireTries(LOGIN_REQUIRED)).not.toThrow();
  expect(() => requireTries(LOGIN_REQUIRED | PIN_COUNT_LOW)).not.toThrow();
});

test("the last try before a token locks is never made, by no program", () => {
  expect(() => requireTries(LOGIN_REQUIRED | PIN_COUNT_LOW | 0x0002_0000)).toThrow(/none is tried/);
  expect(() => requireTries(LOGIN_REQUIRED | 0x0004_0000)).toThrow(/locked/);
});
