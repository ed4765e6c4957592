import { expect, test } from "vitest";
import { placeOf } from "./place.ts";

test("a notice about a key or credentials leads to the environment that they are of", () => {
  const at = { kind: "key.created", projectId: "p" } as const;
  expect(placeOf({ ...at, environment: "production" }, false)).toBe("/projects/p?environment=production");
  expect(placeOf({ ...at, environment: "sandbox" }, false)).toBe("/projects/p");
  expect(placeOf({ ...at, environment: null }, false)).toBe("/projects/p");
});
