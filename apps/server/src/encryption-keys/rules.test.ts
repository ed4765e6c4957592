import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "../key-policy/rules.ts";
import { daysToReminder, nextReminder, whyNotActivateUnproven } from "./rules.ts";

const DAY_MS = 86_400_000;
const notAfter = new Date("2027-01-01T00:00:00Z");
const before = (days: number) => new Date(notAfter.getTime() - days * DAY_MS);
const key = { notAfter, revokedAt: null };
const policy = DEFAULT_POLICY;

test("each reminder is due from its day on until the next one's", () => {
  expect(daysToReminder(notAfter, before(61), policy)).toBeNull();
  for (const [index, days] of policy.reminderDays.entries()) {
    expect(daysToReminder(notAfter, before(days), policy)).toBe(days);
    const next = policy.reminderDays[index + 1] ?? 0;
    expect(daysToReminder(notAfter, before(next + 0.01), policy)).toBe(days);
  }
  expect(daysToReminder(notAfter, notAfter, policy)).toBeNull();
});

test("the next reminder is the first one that is still to come, of keys in use", () => {
  expect(nextReminder(key, before(100), policy)).toEqual(before(60));
  expect(nextReminder(key, before(60), policy)).toEqual(before(30));
  expect(nextReminder({ ...key, active: true }, before(22), policy)).toEqual(before(14));
  expect(nextReminder(key, before(0.5), policy)).toBeNull();
  expect(nextReminder({ ...key, active: false }, before(100), policy)).toBeNull();
  expect(nextReminder({ ...key, revokedAt: before(200) }, before(100), policy)).toBeNull();
});

test("reminders come on the days that the policy names", () => {
  const sparse = { reminderDays: [90, 10] };
  expect(nextReminder(key, before(100), sparse)).toEqual(before(90));
  expect(daysToReminder(notAfter, before(89), sparse)).toBe(90);
  expect(daysToReminder(notAfter, before(9), sparse)).toBe(10);
});

test("an unproven key is refused where the policy says so, a proven one never", () => {
  const strict = { unprovenActivation: "refuse" } as const;
  expect(whyNotActivateUnproven({ provenAt: null }, policy)).toBeNull();
  expect(whyNotActivateUnproven({ provenAt: null }, strict)).toBe("key-not-proven");
  expect(whyNotActivateUnproven({ provenAt: before(10) }, strict)).toBeNull();
});
