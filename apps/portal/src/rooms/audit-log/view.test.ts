import { expect, test } from "vitest";
import { dayOf, isFiltered, queryOf, startOfDay, viewOf } from "./view.ts";

test("an address gives its filters and nothing else", () => {
  expect(viewOf({ q: " spring ", partner: 2445123456789, x: "1", action: "", actor: {}, to: null })).toEqual({
    q: "spring",
    partner: "2445123456789",
  });
  expect(viewOf({ q: "x".repeat(301) })).toEqual({});
  expect([isFiltered({}), isFiltered({ q: "spring" })]).toEqual([false, true]);
});

test("a view is asked for as it stands, whatever it holds", () => {
  expect(queryOf({})).toBe("");
  const query = queryOf({ q: "a&b=c “é”", action: "credential.*" }, { cursor: "x" });
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
    q: "a&b=c “é”",
    action: "credential.*",
    cursor: "x",
  });
});

test("a day becomes a moment and a day again, also at the end of a month and of a leap year's February", () => {
  for (const day of ["2026-11-26", "2026-12-31", "2028-02-29", "2026-03-29"]) {
    expect(dayOf(startOfDay(day))).toBe(day);
    expect(dayOf(startOfDay(day, 1), 1)).toBe(day);
  }
  expect([startOfDay(""), startOfDay("x-y-z"), dayOf(undefined), dayOf("yesterday")]).toEqual([
    undefined,
    undefined,
    "",
    "",
  ]);
});
