import { SECONDS_A_DAY } from "./calendar.ts";

/** The API's words for how money moved, as far as the simulation needs them. */
export type MovementType =
  | "deposit"
  | "directDeposit"
  | "directDebit"
  | "pointOfSale"
  | "payment"
  | "transfer"
  | "interest"
  | "dividend"
  | "other";

/** One movement of money in one account. */
export interface Movement {
  readonly day: number;
  /** Its place among the account's movements of the day, from 0. */
  readonly index: number;
  /** Unix seconds. */
  readonly at: number;
  /** Unix seconds; until then it is pending, and not in the balance. */
  readonly postedAt: number;
  /** Cents; what comes in is positive. */
  readonly amount: number;
  readonly description: string;
  readonly payee: string;
  readonly type: MovementType;
  readonly category: string;
}

/** A movement as it is in an account of a customer. */
export interface Transaction extends Movement {
  readonly id: number;
  readonly accountId: number;
}

/** 2^7 movements a day for 2^15 days (until 2059), and an account's number of 31 bits before them: 53 bits. */
const MOVEMENTS_A_DAY = 2 ** 7;
const IDS_AN_ACCOUNT = 2 ** 22;

/** The same for ever, and different for any two movements of any two accounts. */
export function transactionId(accountId: number, { day, index }: Pick<Movement, "day" | "index">): number {
  if (index >= MOVEMENTS_A_DAY || day >= IDS_AN_ACCOUNT / MOVEMENTS_A_DAY) {
    throw new RangeError("more movements than transaction ids");
  }
  return accountId * IDS_AN_ACCOUNT + day * MOVEMENTS_A_DAY + index;
}

export function accountOfTransaction(id: number): number {
  return Math.floor(id / IDS_AN_ACCOUNT);
}

/** Has it happened, whether posted or pending? */
export function hasHappened(movement: Movement, now: number): boolean {
  return movement.at <= now;
}

export function isPosted(movement: Movement, now: number): boolean {
  return movement.postedAt <= now;
}

/** Cents: the sum of what is posted. */
export function balanceOf(movements: readonly Movement[], now: number): number {
  return movements.reduce((sum, movement) => (isPosted(movement, now) ? sum + movement.amount : sum), 0);
}

/** Cents: the sum of what has happened and is not posted. */
export function pendingOf(movements: readonly Movement[], now: number): number {
  return movements.reduce(
    (sum, movement) => (hasHappened(movement, now) && !isPosted(movement, now) ? sum + movement.amount : sum),
    0,
  );
}

export interface TransactionFilter {
  /** Unix seconds, both included. */
  readonly fromDate: number;
  readonly toDate: number;
  readonly sort: "asc" | "desc";
  readonly includePending: boolean;
}

/** What the filter lets through, by date and then by id, so that pages neither repeat nor leave out. */
export function selectTransactions(
  all: Iterable<Transaction>,
  filter: TransactionFilter,
  now: number,
): Transaction[] {
  const selected: Transaction[] = [];
  for (const transaction of all) {
    const { at } = transaction;
    if (at < filter.fromDate || at > filter.toDate || !hasHappened(transaction, now)) continue;
    if (filter.includePending || isPosted(transaction, now)) selected.push(transaction);
  }
  const direction = filter.sort === "asc" ? 1 : -1;
  return selected.sort((one, other) => direction * (one.at - other.at || one.id - other.id));
}

export interface DailyBalance {
  /** Unix seconds of the day's start, UTC. */
  readonly date: number;
  /** Cents. */
  readonly beginning: number;
  readonly ending: number;
}

/** Posted balances at the beginning and end of each day of the range on which something was posted, oldest first. */
export function dailyBalances(
  movements: readonly Movement[],
  range: Pick<TransactionFilter, "fromDate" | "toDate">,
  now: number,
): DailyBalance[] {
  const posted = movements.filter((movement) => isPosted(movement, now));
  const byDay = new Map<number, number>();
  for (const { postedAt, amount } of posted) {
    const day = Math.floor(postedAt / SECONDS_A_DAY);
    byDay.set(day, (byDay.get(day) ?? 0) + amount);
  }
  const days: DailyBalance[] = [];
  let balance = 0;
  for (const [day, change] of [...byDay].sort(([one], [other]) => one - other)) {
    const date = day * SECONDS_A_DAY;
    const beginning = balance;
    balance += change;
    if (date + SECONDS_A_DAY > range.fromDate && date <= range.toDate) {
      days.push({ date, beginning, ending: balance });
    }
  }
  return days;
}
