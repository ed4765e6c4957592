import { profileNamed } from "../accounts/profiles.ts";
import { dayNumber, historyStart } from "./calendar.ts";
import type { Movement } from "./rules.ts";
import { simulate } from "./simulate.ts";

/** Histories worth keeping; each is some thousand movements, so all of them together stay under some tens of megabytes. */
const MOST_HISTORIES = 32;

export interface HistoryCache {
  /**
   * The movements of a log-in's accounts, by slot, from 24 months before it was added to the end of today; what lies later than `now` is
   * in the list and has not happened yet.
   */
  historyOf(login: LoginHistory, now: Date): readonly (readonly Movement[])[];
}

export interface LoginHistory {
  readonly profile: string;
  readonly createdAt: Date;
}

/** Remembers the histories last asked for. Log-ins of one profile added in one month share theirs. */
export function createHistoryCache(seed: string): HistoryCache {
  const kept = new Map<string, readonly (readonly Movement[])[]>();
  return {
    historyOf({ profile, createdAt }, now) {
      const first = historyStart(createdAt);
      const last = dayNumber(now);
      const key = `${profile}|${first}|${last}`;
      const history = kept.get(key) ?? simulate(seed, profileNamed(profile), first, last);
      // A Map keeps the order of insertion: taken out and put in again, this one is the youngest.
      kept.delete(key);
      kept.set(key, history);
      if (kept.size > MOST_HISTORIES) kept.delete(kept.keys().next().value ?? key);
      return history;
    },
  };
}
