import { expect, test } from "vitest";
import { randomOctets } from "./random-octets.ts";

test("no octets are given out twice, over many draws of the pool and with sizes mixed", () => {
  const seen = new Set<string>();
  const count = 5_000;
  for (let n = 0; n < count; n += 1) {
    const octets = randomOctets(n % 2 === 0 ? 44 : 32);
    expect(octets.length).toBe(n % 2 === 0 ? 44 : 32);
    // Sixteen octets of each are enough to tell: a repetition by chance has a probability below 2^-100.
    seen.add(octets.subarray(0, 16).toString("hex"));
    seen.add(octets.subarray(16, 32).toString("hex"));
  }
  expect(seen.size).toBe(2 * count);
});

test("what was given out is the caller's own: the next draw doesn't change it", () => {
  const first = randomOctets(32);
  const copy = Buffer.from(first);
  for (let n = 0; n < 1_000; n += 1) randomOctets(32);
  expect(first.equals(copy)).toBe(true);
  expect(first.buffer.byteLength).toBe(32);
});

test("every octet takes every value about as often", () => {
  const counts = new Array<number>(256).fill(0);
  for (let n = 0; n < 4_000; n += 1)
    for (const octet of randomOctets(64)) counts[octet] = (counts[octet] ?? 0) + 1;
  // 1,000 of each are expected; 200 off is more than six standard deviations.
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200);
});

test.each([0, -1, 1.5, 1_025, Number.NaN])("%d octets are refused", (count) => {
  expect(() => randomOctets(count)).toThrow(RangeError);
});
