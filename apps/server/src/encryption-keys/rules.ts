import type { KeyPolicy } from "../key-policy/rules.ts";

/** States of a key as the pages name them (NIST SP 800-57 part 1 §7: pre-activation, active, deactivated, compromised). */
export type ClientKeyStatus = "active" | "expired" | "revoked";
export type MastercardKeyStatus = "active" | "inactive" | "expired" | "revoked";

interface Dated {
  readonly notAfter: Date;
  readonly revokedAt: Date | null;
}

export function clientKeyStatus(key: Dated, now: Date): ClientKeyStatus {
  if (key.revokedAt !== null) return "revoked";
  return now >= key.notAfter ? "expired" : "active";
}

export function mastercardKeyStatus(
  key: Dated & { readonly active: boolean },
  now: Date,
): MastercardKeyStatus {
  if (key.revokedAt !== null) return "revoked";
  if (now >= key.notAfter) return "expired";
  return key.active ? "active" : "inactive";
}

/** Keys of one type an environment may hold, revoked ones among them, so that nothing that walks them grows without bound. */
const MOST_WITH_REVOKED = 1_000;

/**
 * May the environment hold no more?
 *
 * @param most how many that are not revoked, as the policy says for their type
 */
export function holdsTooMany(keys: readonly { readonly revokedAt: Date | null }[], most: number): boolean {
  const kept = keys.filter(({ revokedAt }) => revokedAt === null).length;
  return kept >= most || keys.length >= MOST_WITH_REVOKED;
}

/** Why something can't be done with a key; the words of the catalogue of problems. */
export type KeyRefusal =
  | "activating-expired-key"
  | "key-not-proven"
  | "key-revoked"
  | "revoking-active-key"
  | "revoking-last-client-key"
  | "revoking-used-key"
  | "scheduling-active-key";

/** Null: it can be activated, or is active already. An expired key isn't renewed but replaced. */
export function whyNotActivate(key: Dated, now: Date): KeyRefusal | null {
  if (key.revokedAt !== null) return "key-revoked";
  return now >= key.notAfter ? "activating-expired-key" : null;
}

/** Null: the policy has nothing against activating it, proven or not. */
export function whyNotActivateUnproven(
  key: { readonly provenAt: Date | null },
  policy: Pick<KeyPolicy, "unprovenActivation">,
): KeyRefusal | null {
  return key.provenAt === null && policy.unprovenActivation === "refuse" ? "key-not-proven" : null;
}

/**
 * Null: it may take the place of a compromised key at once. Where the policy refuses unproven keys, a proven one that waits goes before it; with
 * none, and a new one is never proven, an unproven key is better than a compromised one.
 *
 * @param waiting keys of the environment that could be activated
 */
export function whyNotSucceed(
  successor: { readonly provenAt: Date | null },
  waiting: readonly { readonly provenAt: Date | null }[],
  policy: Pick<KeyPolicy, "unprovenActivation">,
): KeyRefusal | null {
  return waiting.some(({ provenAt }) => provenAt !== null) ? whyNotActivateUnproven(successor, policy) : null;
}

/** Null: it can be revoked. Answers need the active key whatever else there is. */
export function whyNotRevokeMastercardKey(key: Dated & { readonly active: boolean }): KeyRefusal | null {
  if (key.revokedAt !== null) return "key-revoked";
  return key.active ? "revoking-active-key" : null;
}

/**
 * Null: it can be revoked. One key that still works must be left, so that a revoke alone never stops a program.
 *
 * @param all keys of its type and environment, itself among them
 */
export function whyNotRevokeClientKey<Key extends Dated & { readonly id: string }>(
  key: Key,
  all: readonly Key[],
  now: Date,
): KeyRefusal | null {
  if (key.revokedAt !== null) return "key-revoked";
  const left = all.some((other) => other.id !== key.id && clientKeyStatus(other, now) === "active");
  return left ? null : "revoking-last-client-key";
}

/** Does a program still use it? Asked of the last day, since much runs once a night. */
export function isUsed(use: { readonly calls: { readonly day: number } }): boolean {
  return use.calls.day > 0;
}

/** By how many calls the last day's count may have grown since it was shown, beside having doubled: traffic goes on while a person reads. */
const GROWN_MEANWHILE = 100;

/**
 * Null: it can be revoked as far as its use goes. A key in use is revoked only by whoever repeats the count of the last day that they have seen;
 * one that is much lower than today's was of another situation.
 *
 * @param confirmed the repeated count; null: none
 */
export function whyNotRevokeUsedKey(
  use: { readonly calls: { readonly day: number } },
  confirmed: number | null,
): KeyRefusal | null {
  if (!isUsed(use)) return null;
  const seen = confirmed !== null && confirmed > 0 && use.calls.day <= 2 * confirmed + GROWN_MEANWHILE;
  return seen ? null : "revoking-used-key";
}

const DAY_MS = 86_400_000;

/** When the wrapped private half of a key that is revoked now is destroyed; until then a mistake can be undone. */
export function destructionOf(revokedAt: Date, policy: Pick<KeyPolicy, "destroyAfterDays">): Date {
  return new Date(revokedAt.getTime() + policy.destroyAfterDays * DAY_MS);
}

/** Why a revoked Client Encryption Key can't be brought back. */
export type RestoreRefusal = "not-revoked" | "compromised" | "destroyed" | "expired";

/** Null: its revoke can be undone. The day of destruction itself is too late, whether the job has run or not. */
export function whyNotRestore(
  key: Dated & {
    readonly compromisedAt: Date | null;
    readonly destroyAt: Date | null;
    /** Null once destroyed. */
    readonly privateKey: object | null;
  },
  now: Date,
): RestoreRefusal | null {
  if (key.revokedAt === null) return "not-revoked";
  if (key.compromisedAt !== null) return "compromised";
  if (key.privateKey === null || (key.destroyAt !== null && now >= key.destroyAt)) return "destroyed";
  return now >= key.notAfter ? "expired" : null;
}

/** Was it in use until it was reported as compromised? */
export function wasStoppedByReport(key: {
  readonly revokedAt: Date | null;
  readonly compromisedAt: Date | null;
}): boolean {
  return key.compromisedAt !== null && key.revokedAt?.getTime() === key.compromisedAt.getTime();
}

/** Null: it can be reported as compromised, also once it is revoked, as long as someone could bring it back. */
export function whyNotReportClientKey(key: {
  readonly compromisedAt: Date | null;
  readonly privateKey: object | null;
}): KeyRefusal | null {
  return key.compromisedAt !== null || key.privateKey === null ? "key-revoked" : null;
}

type Reminders = Pick<KeyPolicy, "reminderDays">;

/** The reminder that is due: of those whose day has come the latest, since earlier ones that were missed say nothing more; null: none. */
export function daysToReminder(notAfter: Date, now: Date, policy: Reminders): number | null {
  const left = (notAfter.getTime() - now.getTime()) / DAY_MS;
  if (left <= 0) return null;
  return policy.reminderDays.filter((days) => left <= days).at(-1) ?? null;
}

/** When the next reminder of a key comes; null: there is none, since the key isn't in use or expires before. */
export function nextReminder(
  key: Dated & { readonly active?: boolean },
  now: Date,
  policy: Reminders,
): Date | null {
  if (key.revokedAt !== null || key.active === false) return null;
  const times = policy.reminderDays.map((days) => key.notAfter.getTime() - days * DAY_MS);
  const next = times.find((time) => time > now.getTime());
  return next === undefined ? null : new Date(next);
}

/** How long the challenge of a rehearsal can be answered: long enough for a deployment to be asked by hand. */
export const REHEARSAL_MS = 15 * 60_000;

/** How far ahead an activation can be scheduled. */
const LATEST_SCHEDULE_MS = 366 * DAY_MS;

/** Null: its activation can be scheduled. */
export function whyNotSchedule(key: Dated & { readonly active: boolean }, now: Date): KeyRefusal | null {
  return whyNotActivate(key, now) ?? (key.active ? "scheduling-active-key" : null);
}

/** Null: a time at which the key can be activated, as far as is known now. */
export function whyNotScheduleAt(
  at: Date,
  key: Pick<Dated, "notAfter">,
  now: Date,
): "past" | "too-far" | "after-expiry" | null {
  if (at <= now) return "past";
  if (at.getTime() > now.getTime() + LATEST_SCHEDULE_MS) return "too-far";
  return at >= key.notAfter ? "after-expiry" : null;
}
