/** Days are counted from 1970-01-01 in UTC, so that a date is a number and no time zone can shift it. */
export const SECONDS_A_DAY = 86_400;
const HISTORY_MONTHS = 24;

export interface CalendarDay {
  /** 1 to 31. */
  readonly date: number;
  readonly isLastOfMonth: boolean;
}

export function dayNumber(moment: Date): number {
  return Math.floor(moment.getTime() / (SECONDS_A_DAY * 1000));
}

export function calendarDay(day: number): CalendarDay {
  const date = new Date(day * SECONDS_A_DAY * 1000).getUTCDate();
  const next = new Date((day + 1) * SECONDS_A_DAY * 1000).getUTCDate();
  return { date, isLastOfMonth: next === 1 };
}

/** Does a monthly event of that date fall on this day? A date the month doesn't have falls on its last day. */
export function fallsOn(day: CalendarDay, date: number): boolean {
  return day.date === date || (day.isLastOfMonth && date > day.date);
}

/** The first day of the month 24 months before an account was added: its history starts there and stays. */
export function historyStart(addedAt: Date): number {
  return dayNumber(new Date(Date.UTC(addedAt.getUTCFullYear(), addedAt.getUTCMonth() - HISTORY_MONTHS, 1)));
}
