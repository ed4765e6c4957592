import { escapeText, type Property, writeLines } from "./content-lines.ts";

/** A day on which something is to be known or done. */
export interface DayEvent {
  /** The same as long as it is the same event. */
  readonly uid: string;
  /** The day in UTC, of which the time is passed over. */
  readonly day: Date;
  readonly summary: string;
  readonly description: string;
  /** Where more is. */
  readonly url: string;
}

export interface Calendar {
  readonly name: string;
  readonly description: string;
  readonly events: readonly DayEvent[];
  /** When anything of it last changed; DTSTAMP of each event (RFC 5545 §3.8.7.2). */
  readonly changedAt: Date;
  /** Grows with each change (§3.8.7.4). */
  readonly sequence: number;
}

/** How often programs are asked to look again, RFC 7986 §5.7 and as older programs name it. */
const REFRESH = "PT12H";
const DAY_MS = 86_400_000;

/** An iCalendar object, RFC 5545 with the names of RFC 7986; ASCII line ends, UTF-8. */
export function writeCalendar(calendar: Calendar): string {
  const { events } = calendar;
  return writeLines([
    { name: "BEGIN", value: "VCALENDAR" },
    { name: "VERSION", value: "2.0" },
    { name: "PRODID", value: "-//Gatehouse//Keys//EN" },
    { name: "CALSCALE", value: "GREGORIAN" },
    { name: "METHOD", value: "PUBLISH" },
    { name: "NAME", value: escapeText(calendar.name) },
    { name: "X-WR-CALNAME", value: escapeText(calendar.name) },
    { name: "DESCRIPTION", value: escapeText(calendar.description) },
    { name: "REFRESH-INTERVAL;VALUE=DURATION", value: REFRESH },
    { name: "X-PUBLISHED-TTL", value: REFRESH },
    ...(events.length === 0 ? NOTHING : events.flatMap((event) => propertiesOf(event, calendar))),
    { name: "END", value: "VCALENDAR" },
  ]);
}

/** All day, and not taken for time in which its owner is busy. */
function propertiesOf(event: DayEvent, calendar: Calendar): Property[] {
  return [
    { name: "BEGIN", value: "VEVENT" },
    { name: "UID", value: escapeText(event.uid) },
    { name: "DTSTAMP", value: moment(calendar.changedAt) },
    { name: "SEQUENCE", value: String(calendar.sequence) },
    { name: "DTSTART;VALUE=DATE", value: day(event.day) },
    { name: "DTEND;VALUE=DATE", value: day(new Date(event.day.getTime() + DAY_MS)) },
    { name: "SUMMARY", value: escapeText(event.summary) },
    { name: "DESCRIPTION", value: escapeText(event.description) },
    // A URI, which is not escaped (§3.3.13).
    { name: "URL", value: event.url },
    { name: "TRANSP", value: "TRANSPARENT" },
    { name: "STATUS", value: "CONFIRMED" },
    { name: "END", value: "VEVENT" },
  ];
}

/** A calendar has at least one component (§3.6); one without events has the time zone that its days are in. */
const NOTHING: readonly Property[] = [
  { name: "BEGIN", value: "VTIMEZONE" },
  { name: "TZID", value: "Etc/UTC" },
  { name: "BEGIN", value: "STANDARD" },
  { name: "DTSTART", value: "19700101T000000" },
  { name: "TZOFFSETFROM", value: "+0000" },
  { name: "TZOFFSETTO", value: "+0000" },
  { name: "TZNAME", value: "UTC" },
  { name: "END", value: "STANDARD" },
  { name: "END", value: "VTIMEZONE" },
];

function day(at: Date): string {
  return at.toISOString().slice(0, 10).replaceAll("-", "");
}

function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
