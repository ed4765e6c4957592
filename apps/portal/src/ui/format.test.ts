import { expect, test } from "vitest";
import { daysUntil, grouped, shortId } from "./format.ts";

test("fingerprints are shown in groups of four digits", () => {
  expect(grouped("0123456789ab")).toBe("0123 4567 89ab");
});

test("days until a moment are rounded up, and negative once it is past", () => {
  const now = new Date("2026-01-01T12:00:00Z");
  expect(daysUntil("2026-01-02T11:00:00Z", now)).toBe(1);
  expect(daysUntil("2025-12-30T12:00:00Z", now)).toBe(-2);
});

test("a short form keeps both ends, which is where people look", () => {
  expect(shortId("00112233445566778899aabb")).toBe("00112233…aabb");
});
