import { describe, expect, it } from "vitest";
import { profileNamed } from "../accounts/profiles.ts";
import { dayNumber, historyStart } from "./calendar.ts";
import {
  accountOfTransaction,
  dailyBalances,
  selectTransactions,
  type Transaction,
  transactionId,
} from "./rules.ts";
import { simulate } from "./simulate.ts";

const NOW = new Date("2026-03-18T15:00:00Z");
const MOMENT = NOW.getTime() / 1000;
const HISTORY = simulate("seed", profileNamed("profile_05"), historyStart(NOW), dayNumber(NOW));
const ALL: Transaction[] = HISTORY.flatMap((movements, slot) =>
  movements.map((movement) => {
    const accountId = 1_900_000_000 + slot;
    return { ...movement, accountId, id: transactionId(accountId, movement) };
  }),
);
const EVERYTHING = { fromDate: 0, toDate: MOMENT, sort: "asc", includePending: true } as const;

describe("selecting transactions", () => {
  it("sorts by date, and the other way round", () => {
    const ascending = selectTransactions(ALL, EVERYTHING, MOMENT);
    expect(ascending.length).toBeGreaterThan(1_000);
    expect(ascending.every(({ at }, index) => index === 0 || at >= (ascending[index - 1]?.at ?? 0))).toBe(
      true,
    );
    const descending = selectTransactions(ALL, { ...EVERYTHING, sort: "desc" }, MOMENT);
    expect(descending.map(({ id }) => id)).toEqual(ascending.map(({ id }) => id).reverse());
  });

  it("doesn't depend on the order the accounts come in", () => {
    const one = selectTransactions(ALL, EVERYTHING, MOMENT).map(({ id }) => id);
    expect(selectTransactions(ALL.toReversed(), EVERYTHING, MOMENT).map(({ id }) => id)).toEqual(one);
  });

  it("takes both ends of the range and nothing beyond", () => {
    const some = selectTransactions(ALL, EVERYTHING, MOMENT);
    const from = some[100]?.at ?? 0;
    const to = some[200]?.at ?? 0;
    const selected = selectTransactions(ALL, { ...EVERYTHING, fromDate: from, toDate: to }, MOMENT);
    expect(selected).toEqual(some.filter(({ at }) => at >= from && at <= to));
    expect(selected.length).toBeGreaterThanOrEqual(101);
  });

  it("leaves out what is pending unless asked, and what is still to come always", () => {
    const posted = selectTransactions(ALL, { ...EVERYTHING, includePending: false }, MOMENT);
    expect(posted.every(({ postedAt }) => postedAt <= MOMENT)).toBe(true);
    const morning = MOMENT - 13 * 3_600;
    const early = selectTransactions(ALL, { ...EVERYTHING, toDate: MOMENT + 86_400 }, morning);
    expect(early.every(({ at }) => at <= morning)).toBe(true);
    expect(early.length).toBeLessThan(ALL.length);
  });
});

it("finds a transaction's account from its number", () => {
  for (const { id, accountId } of ALL) expect(accountOfTransaction(id)).toBe(accountId);
});

it("refuses to give two movements one number", () => {
  expect(() => transactionId(1_000_000_000, { day: 20_000, index: 128 })).toThrow(RangeError);
  expect(() => transactionId(1_000_000_000, { day: 32_768, index: 0 })).toThrow(RangeError);
});

it("chains the daily balances: each day begins with what the last one ended with", () => {
  const days = dailyBalances(HISTORY[0] ?? [], { fromDate: 0, toDate: MOMENT }, MOMENT);
  expect(days.length).toBeGreaterThan(100);
  expect(days[0]?.beginning).toBe(0);
  for (const [index, day] of days.entries()) {
    if (index > 0) expect(day.beginning).toBe(days[index - 1]?.ending);
  }
});
