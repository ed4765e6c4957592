import { expect, test } from "vitest";
import { inBothZones, momentOf } from "./scheduled-time.ts";

test("what the field holds is a time of the person's zone", () => {
  expect(momentOf("2026-12-01T09:30")).toBe(new Date(2026, 11, 1, 9, 30).toISOString());
  expect(momentOf("")).toBeNull();
  expect(momentOf("soon")).toBeNull();
});

test("a time is shown by the person's clock and in UTC", () => {
  expect(inBothZones("2026-12-01T09:30:00.000Z")).toMatch(/2026.* \(2026-12-01 09:30 UTC\)$/);
});
