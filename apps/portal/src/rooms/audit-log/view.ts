/** What a page of the audit log shows, as it stands in the address bar: a view can be sent to somebody. */
export interface AuditView {
  readonly action?: string;
  readonly actor?: string;
  readonly subject?: string;
  /** Moments, ISO 8601 in UTC, so that whoever opens the address elsewhere sees the same entries. */
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
  readonly project?: string;
  readonly company?: string;
  readonly partner?: string;
}

const FILTERS = ["action", "actor", "subject", "from", "to", "q", "project", "company", "partner"] as const;
const LONGEST = 300;

/** Reads an address; what is no filter is left out. A Partner ID looks like a number there. */
export function viewOf(search: Readonly<Record<string, unknown>>): AuditView {
  const view: Record<string, string> = {};
  for (const name of FILTERS) {
    const value = search[name];
    const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
    if (text !== "" && text.length <= LONGEST) view[name] = text;
  }
  return view;
}

export function isFiltered(view: AuditView): boolean {
  return FILTERS.some((name) => view[name] !== undefined);
}

/** The view as the management API asks for it: `?q=…&action=…`, or nothing. */
export function queryOf(view: AuditView, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...view, ...more }).toString();
  return query === "" ? "" : `?${query}`;
}

/** The beginning of a day where the person is, as a moment. Days are as inputs have them, `2026-11-26`. */
export function startOfDay(day: string, daysLater = 0): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const start = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}

/** The day of a moment where the person is, as inputs have it; empty for what is no moment. */
export function dayOf(moment: string | undefined, daysEarlier = 0): string {
  const at = new Date(moment ?? Number.NaN);
  if (Number.isNaN(at.getTime())) return "";
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() - daysEarlier);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(day.getFullYear()).padStart(4, "0")}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
