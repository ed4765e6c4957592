import { expect, test } from "vitest";
import type { MastercardKey } from "../../api/types.ts";
import { layOut } from "./timeline-geometry.ts";

const now = new Date("2026-06-01T00:00:00Z");
const key = {
  id: "k",
  alias: "my key",
  status: "active",
  createdAt: "2026-01-01T00:00:00Z",
  notAfter: "2027-01-01T00:00:00Z",
  activations: [{ from: "2026-01-01T00:00:00Z", to: null }],
} as unknown as MastercardKey;

test("a key's bar goes from made to expiry, its active span ends at now", () => {
  const { bars, now: line } = layOut([], [key], now);
  const [bar] = bars;
  expect(bar?.from).toBeGreaterThan(0);
  expect(bar?.to).toBeLessThan(1);
  expect(bar?.active).toEqual([{ from: bar?.from, to: line }]);
});

test("the next reminder is the first one that is still to come", () => {
  const soon = new Date("2026-12-10T00:00:00Z");
  const { bars, start, end } = layOut([], [key], soon);
  const at = (iso: string) => (Date.parse(iso) - start.getTime()) / (end.getTime() - start.getTime());
  expect(bars[0]?.reminder).toBeCloseTo(at("2026-12-18T00:00:00Z"), 6);
});

test("a key past its expiry has no reminder", () => {
  expect(layOut([], [key], new Date("2027-02-01T00:00:00Z")).bars[0]?.reminder).toBeNull();
});
