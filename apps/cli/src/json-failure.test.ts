import { expect, test } from "vitest";
import { jsonFailure } from "./json-failure.ts";

test("a command that was asked for JSON fails in JSON, and the doctor says that not all is well", () => {
  const read = (...args: string[]) => JSON.parse(jsonFailure(args, 'no "key"') ?? "null");
  expect(read("custody", "doctor", "--json")).toEqual({ well: false, error: 'no "key"' });
  expect(read("custody", "doctor", "--json", "--odd")).toEqual({ well: false, error: 'no "key"' });
  expect(read("quickstart", "--portal", "http://127.0.0.1:1", "--json")).toEqual({ error: 'no "key"' });
});

test("no other command does", () => {
  expect(jsonFailure(["custody", "doctor"], "no key")).toBe(null);
  expect(jsonFailure([], "")).toBe(null);
});
