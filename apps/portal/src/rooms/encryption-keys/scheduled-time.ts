/** A moment as the person's clock shows it, with UTC beside: a team may sit in several time zones. */
export function inBothZones(iso: string): string {
  return `${HERE.format(new Date(iso))} (${iso.slice(0, 16).replace("T", " ")} UTC)`;
}

const HERE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** What a date and time field holds, which is of the person's time zone, as ISO 8601 in UTC; null while it is no time. */
export function momentOf(local: string): string | null {
  const moment = new Date(local);
  return local === "" || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
