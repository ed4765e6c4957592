import { expect, test } from "vitest";
import { moved } from "./moved.ts";

test("one changes places with its neighbour, and stays at an end", () => {
  expect(moved(["a", "b", "c"], 1, "up")).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 1, "down")).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 0, "up")).toEqual(["a", "b", "c"]);
  expect(moved(["a", "b", "c"], 2, "down")).toEqual(["a", "b", "c"]);
  expect(moved([], 0, "down")).toEqual([]);
});
