import { LOAN, MORTGAGE, monthlyPayment } from "../transactions/pay-loans.ts";
import type { Movement } from "../transactions/rules.ts";
import type { AccountType } from "./profiles.ts";

/** Cents. */
const CARD_LIMIT = 1_000_000;

export interface AccountState {
  /** What has happened in the account, in the order of writing. */
  readonly happened: readonly Movement[];
  /** Cents, posted. */
  readonly balance: number;
  /** Cents that have happened and are not posted. */
  readonly pending: number;
  /** Unix seconds. */
  readonly moment: number;
}

/** What is particular to a type of account. Amounts are dollars; what is owed is positive here, as a lender writes it. */
export function describeDetail(type: AccountType, state: AccountState) {
  const { happened, balance, pending, moment } = state;
  const opened = happened[0]?.at ?? moment;
  const common = { dateAsOf: moment, openDate: opened };
  switch (type) {
    case "checking":
    case "savings":
      return { ...common, availableBalanceAmount: (balance + pending) / 100 };
    case "creditCard":
      return {
        ...common,
        ...lastPayment(happened),
        currentBalance: -balance / 100 + 0,
        creditMaxAmount: CARD_LIMIT / 100,
        creditAvailableAmount: (CARD_LIMIT + balance + pending) / 100,
      };
    case "mortgage":
    case "loan": {
      const terms = type === "mortgage" ? MORTGAGE : LOAN;
      const principal = -(happened[0]?.amount ?? 0);
      return {
        ...common,
        ...lastPayment(happened),
        principalBalance: -balance / 100 + 0,
        payoffAmount: -balance / 100 + 0,
        initialMlAmount: principal / 100,
        initialMlDate: opened,
        interestRate: (terms.rate / 100).toFixed(2),
        loanPaymentFreq: "Monthly",
        recurringPaymentAmount: monthlyPayment(principal, terms) / 100,
        autoPayEnrolled: "Y",
      };
    }
    case "investment":
      return { ...common, availableCashBalance: balance / 100 };
    case "401k":
      return { ...common, vestedBalance: balance / 100 };
  }
}

function lastPayment(happened: readonly Movement[]) {
  const last = happened.findLast(({ type }) => type === "payment");
  return last === undefined ? {} : { lastPaymentAmount: last.amount / 100, lastPaymentDate: last.at };
}
