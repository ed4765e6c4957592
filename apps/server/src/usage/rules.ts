const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** How long counts by the hour are kept. */
export const HOURS_KEPT_MS = 400 * DAY_MS;
/** Counts by the minute serve the last hour; the rest is for clocks that differ. */
export const MINUTES_KEPT_MS = 2 * HOUR_MS;

export function minuteOf(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / MINUTE_MS) * MINUTE_MS);
}

/** The UTC hour. */
export function hourOf(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS);
}

/** How long a caller is one of the fleet after its last call. */
export const CALLERS_KEPT_MS = 24 * HOUR_MS;
/** Callers of one environment; of more the latest count. */
export const MOST_CALLERS = 500;

/** What one caller said last. */
export interface Caller {
  readonly said: "keys" | "nothing" | "unreadable";
  readonly kids: readonly string[];
}

/** How far an environment's callers are ready for a key. */
export interface Readiness {
  /** Callers that say which keys they can decrypt with, and those of them that name this one. */
  readonly saying: number;
  readonly able: number;
  readonly silent: number;
  /** Callers that say it in a way that can't be read. */
  readonly unreadable: number;
  /** There may be more than are kept: nothing is known of those. */
  readonly full: boolean;
}

/** @param forms every form in which a caller may name the key */
export function readinessOf(callers: readonly Caller[], forms: readonly string[]): Readiness {
  const saying = callers.filter(({ said }) => said === "keys");
  return {
    saying: saying.length,
    able: saying.filter(({ kids }) => kids.some((kid) => forms.includes(kid))).length,
    silent: callers.filter(({ said }) => said === "nothing").length,
    unreadable: callers.filter(({ said }) => said === "unreadable").length,
    full: callers.length >= MOST_CALLERS,
  };
}

/** Bars of a sparkline: the last week in steps of six hours. */
export const STEP_HOURS = 6;
export const STEPS = 28;

/** When the first bar begins: at a UTC time of day that six hours divide, so that bars don't change as time goes. */
export function sparklineStart(now: Date): Date {
  const step = STEP_HOURS * HOUR_MS;
  return new Date((Math.floor(now.getTime() / step) - STEPS + 1) * step);
}
