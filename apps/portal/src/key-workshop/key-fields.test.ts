import { expect, test } from "vitest";
import type { KeyPolicy } from "../api/types.ts";
import { checkKeyForm, EMPTY_KEY_FORM, sizeOf } from "./key-fields.tsx";

const good = { alias: "my key", password: "correct horse", repeated: "correct horse", bits: 2048 } as const;

test("a good form has nothing to say", () => {
  expect(checkKeyForm(good)).toBeNull();
});

test("passwords that differ, are short, or hold letters outside ASCII are refused with the reason", () => {
  expect(checkKeyForm({ ...good, repeated: "correct horsf" })?.repeated).toMatch(/differ/);
  expect(checkKeyForm({ ...good, password: "short", repeated: "short" })?.password).toMatch(/at least 8/);
  expect(
    checkKeyForm({ ...good, password: "größer als acht", repeated: "größer als acht" })?.password,
  ).toMatch(/Java/);
});

test("an empty form is refused at each field", () => {
  expect(checkKeyForm(EMPTY_KEY_FORM)).toMatchObject({
    alias: expect.any(String),
    password: expect.any(String),
  });
});

test("the size is the policy's until another one is chosen that it allows", () => {
  const policy = { allowedBits: [3072, 4096], defaultBits: 3072 } as unknown as KeyPolicy;
  expect(sizeOf(EMPTY_KEY_FORM, policy)).toBe(3072);
  expect(sizeOf({ ...EMPTY_KEY_FORM, bits: 4096 }, policy)).toBe(4096);
  expect(sizeOf(good, policy)).toBe(3072);
});
