import { expect, test } from "vitest";
import { wayToAdministrator } from "./administrator-rules.ts";

const NOW = new Date("2026-05-05T12:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

test("one administrator is enough where there is one, two where there are two or more", () => {
  expect([1, 2, 3].map((count) => wayToAdministrator(count, null, NOW))).toEqual(["one", "two", "two"]);
  expect(wayToAdministrator(2, daysAgo(1), NOW)).toBe("two");
});

test("who has made themselves the only administrator is not enough for three days", () => {
  expect(wayToAdministrator(1, daysAgo(2.9), NOW)).toEqual({ notBefore: new Date("2026-05-05T14:24:00Z") });
  expect(wayToAdministrator(1, daysAgo(3), NOW)).toBe("one");
});
