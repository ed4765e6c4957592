import type { Context } from "../context.ts";
import { unixSeconds } from "../http/unix-seconds.ts";
import { diceOf } from "../random/dice.ts";
import { balanceOf, hasHappened, type Movement, pendingOf } from "../transactions/rules.ts";
import { describeDetail } from "./describe-detail.ts";
import { type AccountPlan, profileNamed } from "./profiles.ts";
import type { AccountRow } from "./store.ts";

type Parts = Pick<Context, "seed" | "clock" | "histories">;

/** An account as the API shows it, with the balance of this moment: the sum of its posted transactions. */
export function describeAccount(parts: Parts, row: AccountRow) {
  const now = parts.clock();
  const moment = unixSeconds(now);
  const movements = movementsOf(parts, row, now);
  const happened = movements.filter((movement) => hasHappened(movement, moment));
  const balance = balanceOf(movements, moment);
  const dates = happened.map(({ at }) => at);
  return {
    ...describeSimpleAccount(parts, row),
    accountNickname: planOf(row).name,
    number: lastFour(parts.seed, row),
    realAccountNumberLast4: lastFour(parts.seed, row),
    balance: balance / 100,
    balanceDate: moment,
    lastUpdatedDate: unixSeconds(row.login.aggregatedAt),
    marketSegment: "personal",
    // In the order of writing, which within a day is not the order of time.
    ...(dates.length === 0
      ? {}
      : { oldestTransactionDate: dates.reduce(smaller), lastTransactionDate: dates.reduce(larger) }),
    detail: describeDetail(planOf(row).type, {
      happened,
      balance,
      pending: pendingOf(movements, moment),
      moment,
    }),
  };
}

/** The lighter form, without money. */
export function describeSimpleAccount({ seed }: Pick<Parts, "seed">, row: AccountRow) {
  const { login } = row;
  const { type, name } = planOf(row);
  const aggregated = unixSeconds(login.aggregatedAt);
  const created = unixSeconds(login.createdAt);
  return {
    id: String(row.id),
    accountNumberDisplay: lastFour(seed, row),
    name,
    type,
    aggregationStatusCode: 0,
    status: "active",
    customerId: String(login.customerId),
    institutionId: String(login.institutionId),
    aggregationSuccessDate: aggregated,
    aggregationAttemptDate: aggregated,
    createdDate: created,
    linkedAccountDate: created,
    currency: "USD",
    institutionLoginId: login.id,
    displayPosition: row.slot + 1,
  };
}

/** What an account's history holds up to the end of today. */
export function movementsOf(
  { histories }: Pick<Parts, "histories">,
  row: AccountRow,
  now: Date,
): readonly Movement[] {
  return histories.historyOf(row.login, now)[row.slot] ?? [];
}

function planOf(row: AccountRow): AccountPlan {
  const plan = profileNamed(row.login.profile).accounts[row.slot];
  if (plan === undefined) throw new Error(`${row.login.profile} has no account ${row.slot}`);
  return plan;
}

function lastFour(seed: string, row: AccountRow): string {
  return String(diceOf(seed, "number", row.login.profile, row.slot).between(1_000, 9_999));
}

const smaller = (one: number, other: number) => Math.min(one, other);
const larger = (one: number, other: number) => Math.max(one, other);
