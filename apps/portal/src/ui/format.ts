const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const MOMENT = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const TIME = new Intl.DateTimeFormat("en", { timeStyle: "short" });
const COUNT = new Intl.NumberFormat("en");
const DAY_MS = 86_400_000;

export function date(iso: string): string {
  return DATE.format(new Date(iso));
}

export function moment(iso: string): string {
  return MOMENT.format(new Date(iso));
}

/** The time alone where it is of today. */
export function momentOrTime(iso: string, now: Date): string {
  return new Date(iso).toDateString() === now.toDateString() ? TIME.format(new Date(iso)) : moment(iso);
}

export function count(number: number): string {
  return COUNT.format(number);
}

/** Whole days from now, rounded up; negative when past. */
export function daysUntil(iso: string, now: Date): number {
  return Math.ceil((new Date(iso).getTime() - now.getTime()) / DAY_MS);
}

/** A number of days in words. */
export function dayCount(days: number): string {
  return days === 1 ? "a day" : `${days} days`;
}

/** Hex digits in groups of four, as people compare them. */
export function grouped(hex: string): string {
  return hex.match(/.{1,4}/g)?.join(" ") ?? "";
}

/** A file's name from a project's: the same rule as the server's. */
export function shortId(hex: string): string {
  return `${hex.slice(0, 8)}…${hex.slice(-4)}`;
}
