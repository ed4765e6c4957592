import { fallsOn } from "./calendar.ts";
import type { Household } from "./household.ts";
import { transfer } from "./ledger.ts";

/** Cents. Above the first the month's surplus is saved, below the second savings help out. */
const ENOUGH = 250_000;
const TOO_LITTLE = 40_000;
const STEP = 5_000;
const INVESTED_A_MONTH = 40_000;
const NIGHT = 23 * 3_600;

export function saveAndInvest(household: Household): void {
  invest(household);
  if (household.today.isLastOfMonth) settleMonth(household);
}

function invest({ day, today, checking, find }: Household): void {
  const brokerage = find("investment");
  if (brokerage === undefined) return;
  if (fallsOn(today, 16) && checking.balance() > ENOUGH) {
    transfer(day, checking, brokerage, {
      amount: INVESTED_A_MONTH,
      second: NIGHT,
      payee: "Transfer to Brokerage",
      payeeThere: "Transfer from Checking",
      type: "transfer",
      category: "Investments",
    });
  }
  if (fallsOn(today, 28)) {
    brokerage.post(day, {
      amount: Math.floor(brokerage.balance() / 600),
      second: NIGHT,
      payee: "Fund Dividend",
      type: "dividend",
      category: "Dividend & Cap Gains",
    });
  }
}

function settleMonth({ day, checking, find }: Household): void {
  const savings = find("savings");
  if (savings === undefined) return;
  // Three percent a year, by the month.
  const interest = { payee: "Interest Earned", type: "interest", category: "Interest Income" } as const;
  savings.post(day, { ...interest, amount: Math.floor(savings.balance() / 400), second: NIGHT });
  const surplus = Math.floor((checking.balance() - ENOUGH) / STEP) * STEP;
  const help = checking.balance() < TOO_LITTLE ? Math.min(ENOUGH / 2, savings.balance()) : 0;
  const moved = { second: NIGHT, type: "transfer", category: "Transfer" } as const;
  if (surplus > 0) {
    const names = { payee: "Transfer to Savings", payeeThere: "Transfer from Checking" };
    transfer(day, checking, savings, { ...moved, ...names, amount: surplus });
  } else if (help > 0) {
    const names = { payee: "Transfer to Checking", payeeThere: "Transfer from Savings" };
    transfer(day, savings, checking, { ...moved, ...names, amount: help });
  }
}
