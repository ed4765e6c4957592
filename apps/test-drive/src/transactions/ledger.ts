import type { AccountType } from "../accounts/profiles.ts";
import { SECONDS_A_DAY } from "./calendar.ts";
import type { Movement, MovementType } from "./rules.ts";

export interface Entry {
  /** Cents; what comes in is positive. */
  readonly amount: number;
  /** Seconds after midnight, UTC. */
  readonly second: number;
  readonly payee: string;
  readonly type: MovementType;
  readonly category: string;
  /** Days until it is posted; at once unless told. */
  readonly settles?: number;
}

/** One account's book while its history is written, day by day. */
export interface Ledger {
  readonly type: AccountType;
  readonly movements: readonly Movement[];
  /** Cents, with what is still pending: what the household itself reckons with. */
  balance(): number;
  post(day: number, entry: Entry): void;
}

export function openLedger(type: AccountType): Ledger {
  const movements: Movement[] = [];
  let balance = 0;
  return {
    type,
    movements,
    balance: () => balance,
    post(day, { amount, second, payee, type: movementType, category, settles = 0 }) {
      const last = movements.at(-1);
      const at = day * SECONDS_A_DAY + second;
      movements.push({
        day,
        index: last?.day === day ? last.index + 1 : 0,
        at,
        postedAt: at + settles * SECONDS_A_DAY,
        amount,
        description: payee.toUpperCase(),
        payee,
        type: movementType,
        category,
      });
      balance += amount;
    },
  };
}

/** Money from one book to another, at the same moment. */
export function transfer(
  day: number,
  from: Ledger,
  to: Ledger,
  entry: Omit<Entry, "settles"> & { readonly payeeThere: string },
): void {
  const { payeeThere, ...here } = entry;
  from.post(day, { ...here, amount: -entry.amount });
  to.post(day, { ...here, payee: payeeThere });
}
