import { expect, test } from "vitest";
import type { ClientKey, MastercardKey } from "../../api/types.ts";
import { layOut } from "./timeline-geometry.ts";

const now = new Date("2026-06-01T00:00:00Z");
const key = {
  id: "k",
  alias: "my key",
  status: "active",
  createdAt: "2026-01-01T00:00:00Z",
  notAfter: "2027-01-01T00:00:00Z",
  revokedAt: null,
  nextReminderAt: "2026-11-02T00:00:00Z",
  activations: [{ from: "2026-01-01T00:00:00Z", to: null }],
} as unknown as MastercardKey;

test("a key's bar goes from made to expiry, its active span ends at now", () => {
  const { bars, now: line } = layOut([], [key], now);
  const [bar] = bars;
  expect(bar?.from).toBeGreaterThan(0);
  expect(bar?.to).toBeLessThan(1);
  expect(bar?.active).toEqual([{ from: bar?.from, to: line }]);
});

test("the next reminder is marked at its time, and none where there is none", () => {
  const [bar] = layOut([], [key], now).bars;
  const day = ((bar?.to ?? 0) - (bar?.from ?? 0)) / 365;
  expect(bar?.reminder).toBeCloseTo((bar?.to ?? 0) - 60 * day, 6);
  expect(layOut([], [{ ...key, nextReminderAt: null }], now).bars[0]?.reminder).toBeNull();
});

test("a revoked key was in use until it was revoked", () => {
  const revoked = { ...key, status: "revoked", revokedAt: "2026-03-01T00:00:00Z" } as unknown as ClientKey;
  const [bar] = layOut([revoked], [], now).bars;
  const day = ((bar?.to ?? 0) - (bar?.from ?? 0)) / 365;
  expect(bar?.active[0]?.to).toBeCloseTo((bar?.from ?? 0) + 59 * day, 6);
});

test("quarters are marked where there are few, years where there are many", () => {
  const dates = (keys: MastercardKey[]) =>
    layOut([], keys, now).ticks.map(({ date }) => date.toISOString().slice(0, 10));
  expect(dates([key])).toEqual(["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"]);
  const long = { ...key, id: "l", notAfter: "2029-02-01T00:00:00Z" };
  expect(dates([key, long])).toEqual(["2026-01-01", "2027-01-01", "2028-01-01", "2029-01-01"]);
});
