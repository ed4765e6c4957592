import { expect, test } from "vitest";
import { FailureCounts } from "./failure-counts.ts";

let now = 0;
const clock = () => new Date(now);
const limit = { most: 3, windowMs: 10_000 } as const;

test("after as many failures as there may be the wait is told, for that name alone", () => {
  now = 0;
  const counts = new FailureCounts({ ...limit, from: "first-failure" }, clock);
  for (let n = 0; n < 3; n += 1) {
    expect(counts.wait("a")).toBeNull();
    counts.add("a");
    now += 1_000;
  }
  expect([counts.wait("a"), counts.wait("b")]).toEqual([7, null]);
});

test("the window ends after the first failure, or after the last, as said", () => {
  for (const [from, free] of [
    ["first-failure", true],
    ["last-failure", false],
  ] as const) {
    now = 0;
    const counts = new FailureCounts({ ...limit, from }, clock);
    for (let n = 0; n < 3; n += 1) {
      counts.add("a");
      now += 4_000;
    }
    expect(counts.wait("a") === null).toBe(free);
  }
});

test("failures that were none are taken back, some or all", () => {
  now = 0;
  const counts = new FailureCounts({ ...limit, from: "first-failure" }, clock);
  for (let n = 0; n < 3; n += 1) counts.add("a");
  counts.takeBack("a", 1);
  expect(counts.wait("a")).toBeNull();
  counts.add("a");
  expect(counts.wait("a")).toBe(10);
  counts.takeBack("a", Number.POSITIVE_INFINITY);
  counts.add("a");
  counts.add("a");
  expect(counts.wait("a")).toBeNull();
});

test("names without end are not all kept", () => {
  now = 0;
  const counts = new FailureCounts({ ...limit, most: 1, from: "last-failure" }, clock);
  for (let n = 0; n < 50_001; n += 1) counts.add(`name ${n}`);
  expect([counts.wait("name 0"), counts.wait("name 50000")]).toEqual([null, 10]);
});
