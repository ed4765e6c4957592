import { expect, test } from "vitest";
import { isReady, readinessSentence } from "./readiness.ts";

test("readiness is said in a sentence", () => {
  expect(readinessSentence({ saying: 10, able: 9, silent: 3, unreadable: 0, full: false })).toBe(
    "9 of 10 callers can read this key; 3 callers say nothing about their keys",
  );
  expect(readinessSentence({ saying: 1, able: 1, silent: 0, unreadable: 1, full: false })).toBe(
    "1 of 1 caller can read this key; 1 caller sends x-decryption-keys in a form that can't be read",
  );
  expect(readinessSentence({ saying: 0, able: 0, silent: 0, unreadable: 0, full: false })).toBe(
    "no program has called within the last day",
  );
});

test("a fleet is ready when every caller says that it can read the key", () => {
  expect(isReady({ saying: 3, able: 3, silent: 0, unreadable: 0, full: false })).toBe(true);
  expect(isReady({ saying: 3, able: 2, silent: 0, unreadable: 0, full: false })).toBe(false);
  expect(isReady({ saying: 3, able: 3, silent: 1, unreadable: 0, full: false })).toBe(false);
  expect(isReady({ saying: 0, able: 0, silent: 0, unreadable: 0, full: false })).toBe(false);
});

test("a fleet of more callers than are kept is never said to be ready", () => {
  const full = { saying: 500, able: 500, silent: 0, unreadable: 0, full: true };
  expect(isReady(full)).toBe(false);
  expect(readinessSentence(full)).toBe(
    "500 of 500 callers can read this key; there are more callers than are kept, and nothing is known of the others",
  );
});
