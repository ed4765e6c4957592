import { expect, test } from "vitest";
import { daysToReminder, nextReminder, REMINDER_DAYS } from "./rules.ts";

const DAY_MS = 86_400_000;
const notAfter = new Date("2027-01-01T00:00:00Z");
const before = (days: number) => new Date(notAfter.getTime() - days * DAY_MS);
const key = { notAfter, revokedAt: null };

test("each reminder is due from its day on until the next one's", () => {
  expect(daysToReminder(notAfter, before(61))).toBeNull();
  for (const [index, days] of REMINDER_DAYS.entries()) {
    expect(daysToReminder(notAfter, before(days))).toBe(days);
    const next = REMINDER_DAYS[index + 1] ?? 0;
    expect(daysToReminder(notAfter, before(next + 0.01))).toBe(days);
  }
  expect(daysToReminder(notAfter, notAfter)).toBeNull();
});

test("the next reminder is the first one that is still to come, of keys in use", () => {
  expect(nextReminder(key, before(100))).toEqual(before(60));
  expect(nextReminder(key, before(60))).toEqual(before(30));
  expect(nextReminder({ ...key, active: true }, before(22))).toEqual(before(14));
  expect(nextReminder(key, before(0.5))).toBeNull();
  expect(nextReminder({ ...key, active: false }, before(100))).toBeNull();
  expect(nextReminder({ ...key, revokedAt: before(200) }, before(100))).toBeNull();
});
