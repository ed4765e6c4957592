import { describe, expect, it } from "vitest";
import { PROFILES } from "../accounts/profiles.ts";
import { dayNumber, historyStart } from "./calendar.ts";
import { balanceOf, hasHappened, isPosted, pendingOf, transactionId } from "./rules.ts";
import { simulate } from "./simulate.ts";

const NOW = new Date("2026-03-18T15:00:00Z");
const FIRST = historyStart(NOW);
const LAST = dayNumber(NOW);
const MOMENT = NOW.getTime() / 1000;

describe.each(PROFILES)("the history of $logIn", (profile) => {
  const history = simulate("seed", profile, FIRST, LAST);

  it("starts 24 months before, on the first of a month", () => {
    expect(new Date(FIRST * 86_400_000).toISOString()).toBe("2024-03-01T00:00:00.000Z");
    expect(history).toHaveLength(profile.accounts.length);
  });

  it("is the same for the same seed, and another for another", () => {
    expect(simulate("seed", profile, FIRST, LAST)).toEqual(history);
    expect(simulate("other seed", profile, FIRST, LAST)).not.toEqual(history);
  });

  it("only grows when a day passes", () => {
    const later = simulate("seed", profile, FIRST, LAST + 1);
    for (const [slot, movements] of history.entries()) {
      expect(later[slot]?.slice(0, movements.length)).toEqual(movements);
      expect(later[slot]?.slice(movements.length).every(({ day }) => day === LAST + 1)).toBe(true);
    }
  });

  it("has whole cents and different transaction numbers", () => {
    const ids = history.flatMap((movements, slot) =>
      movements.map((movement) => transactionId(2_147_483_000 + slot, movement)),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(Number.isSafeInteger)).toBe(true);
    expect(history.flat().every(({ amount }) => Number.isSafeInteger(amount))).toBe(true);
  });

  it("keeps balances plausible: no deposit account overdrawn by more than a bill, no card over its limit", () => {
    for (const [slot, movements] of history.entries()) {
      const type = profile.accounts[slot]?.type;
      let balance = 0;
      for (const { amount } of movements) {
        balance += amount;
        if (type === "creditCard") expect(balance).toBeGreaterThan(-1_000_000);
        else if (type === "mortgage" || type === "loan") expect(balance).toBeLessThanOrEqual(0);
        else expect(balance, `${type}`).toBeGreaterThan(-60_000);
        if (type === "checking") expect(balance).toBeLessThan(3_500_000);
      }
    }
  });

  it("has pay, bills and shopping in every full month", () => {
    const months = Map.groupBy(history[0] ?? [], ({ at }) => new Date(at * 1000).toISOString().slice(0, 7));
    for (const [month, movements] of months) {
      if (month === "2026-03") continue;
      const types = new Set(movements.map(({ type }) => type));
      expect([...types], month).toEqual(
        expect.arrayContaining(["directDeposit", "directDebit", "pointOfSale"]),
      );
    }
  });

  it("has a balance that is the sum of what is posted, and pending only in the last days", () => {
    for (const movements of history) {
      const posted = movements.filter((movement) => isPosted(movement, MOMENT));
      const pending = movements.filter(
        (movement) => hasHappened(movement, MOMENT) && !isPosted(movement, MOMENT),
      );
      expect(balanceOf(movements, MOMENT)).toBe(posted.reduce((sum, { amount }) => sum + amount, 0));
      expect(pendingOf(movements, MOMENT)).toBe(pending.reduce((sum, { amount }) => sum + amount, 0));
      for (const { at } of pending) expect(at).toBeGreaterThan(MOMENT - 2 * 86_400);
    }
  });
});

it("shows pending purchases some time in a week", () => {
  const [profile] = PROFILES.slice(2);
  if (profile === undefined) throw new Error("no profile");
  const moments = Array.from({ length: 7 }, (_, day) => MOMENT + day * 86_400);
  const history = simulate("seed", profile, FIRST, LAST + 7).flat();
  expect(moments.some((moment) => pendingOf(history, moment) < 0)).toBe(true);
});
