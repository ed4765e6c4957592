import { fallsOn } from "./calendar.ts";
import type { Household } from "./household.ts";
import type { Ledger } from "./ledger.ts";

interface Terms {
  /** Day of the month. */
  readonly date: number;
  /** Hundredths of a percent a year. */
  readonly rate: number;
  /** How many months a loan runs; with the opening balance it gives the payment. */
  readonly months: number;
  readonly payee: string;
  readonly category: string;
}

const SECOND = 9 * 3_600;

export const MORTGAGE: Terms = {
  date: 2,
  rate: 525,
  months: 360,
  payee: "Mortgage Payment",
  category: "Mortgage & Rent",
};
export const LOAN: Terms = {
  date: 12,
  rate: 640,
  months: 60,
  payee: "Auto Loan Payment",
  category: "Auto Payment",
};

/** Interest falls due and the month's payment is made, never more than is owed. */
export function payLoans({ day, today, checking, find }: Household): void {
  for (const [ledger, terms] of [[find("mortgage"), MORTGAGE] as const, [find("loan"), LOAN] as const]) {
    if (ledger !== undefined && fallsOn(today, terms.date)) payLoan(day, checking, ledger, terms);
  }
}

function payLoan(day: number, checking: Ledger, loan: Ledger, terms: Terms): void {
  if (loan.balance() >= 0) return;
  const interest = Math.round((-loan.balance() * terms.rate) / 120_000);
  loan.post(day, {
    amount: -interest,
    second: SECOND,
    payee: "Interest Charge",
    type: "interest",
    category: "Loan Interest",
  });
  const amount = Math.min(-loan.balance(), monthlyPayment(-(loan.movements[0]?.amount ?? 0), terms));
  const { payee, category } = terms;
  checking.post(day, { amount: -amount, second: SECOND, payee, type: "payment", category });
  loan.post(day, {
    amount,
    second: SECOND,
    payee: "Payment Received",
    type: "payment",
    category: "Loan Payment",
  });
}

/**
 * Cents a month that pay a loan off in its months, by the annuity formula.
 *
 * @param principal cents
 */
export function monthlyPayment(principal: number, { rate, months }: Pick<Terms, "rate" | "months">): number {
  const monthly = rate / 120_000;
  return Math.ceil((principal * monthly) / (1 - (1 + monthly) ** -months));
}
