import { expect, test } from "vitest";
import { momentOrTime } from "./format.ts";
import { describeUse } from "./use-facts.tsx";

const now = new Date(2026, 10, 26, 15, 0);
const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 2).toISOString();
const calls = (day: number) => ({ hour: 0, day, week: day });

test("use is said in a sentence: when last, and how often in the last day", () => {
  expect(describeUse({ lastUsedAt: at(26, 14), calls: calls(1_204) }, now)).toBe(
    `last used ${momentOrTime(at(26, 14), now)} · 1,204 calls in the last day`,
  );
  expect(describeUse({ lastUsedAt: at(26, 14), calls: calls(1) }, now)).toMatch(/ · 1 call in the last day$/);
  expect(describeUse({ lastUsedAt: at(20, 9), calls: calls(0) }, now)).toBe(
    `last used ${momentOrTime(at(20, 9), now)}`,
  );
  expect(describeUse({ lastUsedAt: null, calls: calls(0) }, now)).toBe("no call has been counted yet");
});

test("of today the time is enough; of another day the date is said", () => {
  expect(momentOrTime(at(26, 14), now)).toMatch(/^\d{1,2}:02/);
  expect(momentOrTime(at(20, 9), now)).toMatch(/Nov 20, 2026/);
});
