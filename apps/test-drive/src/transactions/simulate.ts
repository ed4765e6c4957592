import type { AccountType, Profile } from "../accounts/profiles.ts";
import { type Dice, diceOf } from "../random/dice.ts";
import { calendarDay, fallsOn } from "./calendar.ts";
import type { Household } from "./household.ts";
import { type Ledger, openLedger, transfer } from "./ledger.ts";
import { BILLS, SHOPS } from "./merchants.ts";
import { payLoans } from "./pay-loans.ts";
import type { Movement } from "./rules.ts";
import { saveAndInvest } from "./save-and-invest.ts";

const HOUR = 3_600;
/** Cents that stay in checking: nobody here goes shopping with the last twenty dollars. */
const RESERVE = 2_000;

/**
 * The money of a profile from one day to another, both included: a list of movements for each account, in the profile's order. It depends
 * on seed, profile and first day only, so a later last day adds movements and changes none. A history is followed in order because people
 * decide by what they have: a card is paid by its bill, the month's surplus is saved.
 */
export function simulate(
  seed: string,
  profile: Profile,
  firstDay: number,
  lastDay: number,
): readonly (readonly Movement[])[] {
  const ledgers = profile.accounts.map(({ type }) => openLedger(type));
  const find = (type: AccountType) => ledgers.find((ledger) => ledger.type === type);
  const checking = find("checking");
  if (checking === undefined) throw new Error(`${profile.logIn} has no checking account`);
  for (let day = firstDay; day <= lastDay; day += 1) {
    const household = { day, today: calendarDay(day), profile, checking, find };
    if (day === firstDay) openAccounts(day, profile, ledgers);
    const dice = diceOf(seed, profile.logIn, day);
    receivePay(household);
    payBills(household, dice);
    goShopping(household, dice);
    payCard(household);
    payLoans(household);
    saveAndInvest(household);
  }
  return ledgers.map(({ movements }) => movements);
}

function openAccounts(day: number, profile: Profile, ledgers: readonly Ledger[]): void {
  for (const [slot, ledger] of ledgers.entries()) {
    const amount = profile.accounts[slot]?.opening ?? 0;
    const category = amount < 0 ? "Loan Principal" : "Deposit";
    ledger.post(day, { amount, second: 0, payee: "Opening Balance", type: "other", category });
  }
}

function receivePay({ day, today, profile, checking, find }: Household): void {
  if (!profile.payDays.some((date) => fallsOn(today, date))) return;
  const payee = "Larkspur Logistics Payroll";
  const second = 8 * HOUR;
  checking.post(day, { amount: profile.pay, second, payee, type: "directDeposit", category: "Paycheck" });
  // A twelfth of the pay before tax, and the employer's half of that.
  const contribution = Math.floor(profile.pay / 12) + Math.floor(profile.pay / 24);
  const pension = { amount: contribution, second, payee: "Payroll Contribution", category: "Investments" };
  find("401k")?.post(day, { ...pension, type: "deposit" });
}

function payBills({ day, today, profile, checking }: Household, dice: Dice): void {
  if (profile.rent > 0 && fallsOn(today, 1)) {
    const payee = "Windmill Row Apartments";
    const rent = { second: 9 * HOUR, payee, category: "Mortgage & Rent" };
    checking.post(day, { ...rent, amount: -profile.rent, type: "payment" });
  }
  for (const [date, { name, category, low, high }] of BILLS) {
    if (!fallsOn(today, date)) continue;
    const amount = -dice.between(low, high);
    checking.post(day, { amount, second: 10 * HOUR, payee: name, type: "directDebit", category });
  }
}

function goShopping({ day, profile, checking, find }: Household, dice: Dice): void {
  const card = find("creditCard");
  const times =
    Math.floor(profile.purchases / 7) + (dice.chance(((profile.purchases % 7) / 7) * 100) ? 1 : 0);
  for (let time = 0; time < times; time += 1) {
    const { name, category, low, high } = dice.pick(SHOPS);
    const amount = dice.between(low, high);
    const second = dice.between(11 * HOUR, 21 * HOUR);
    const settles = dice.between(1, 2);
    const account = card !== undefined && dice.chance(60) ? card : checking;
    if (account === checking && checking.balance() - amount < RESERVE) continue;
    account.post(day, { amount: -amount, second, payee: name, type: "pointOfSale", category, settles });
  }
}

function payCard({ day, today, checking, find }: Household): void {
  const card = find("creditCard");
  if (card === undefined || !fallsOn(today, 25)) return;
  const amount = Math.min(-card.balance(), checking.balance() - RESERVE);
  if (amount <= 0) return;
  transfer(day, checking, card, {
    amount,
    second: 22 * HOUR,
    payee: "Credit Card Payment",
    payeeThere: "Payment Received",
    type: "payment",
    category: "Credit Card Payment",
  });
}
