import { EXPIRY, expiringKeyName } from "../encryption-keys/expiry-words.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import type { DayEvent } from "./write-calendar.ts";

const DAY_MS = 86_400_000;

/** How long the expiry of a key stays in the calendar once it is past: people look back. */
const KEPT_MS = 90 * DAY_MS;

/** A key as the calendar shows it: no secret, no whole fingerprint. */
export interface CalendarKey {
  readonly type: "client" | "mastercard";
  readonly id: string;
  readonly kid: string;
  /** Of a Mastercard Encryption Key. */
  readonly alias: string | null;
  readonly notAfter: Date;
  readonly revokedAt: Date | null;
  /** Is it the one that answers are encrypted with? A Client Encryption Key is in use without that. */
  readonly active: boolean;
}

export interface CalendarSetting {
  readonly provider: string;
  /** The portal's address as people see it, without a slash at the end. */
  readonly publicUrl: string;
  readonly project: { readonly id: string; readonly name: string };
}

/** When keys expire and, of those in use, the days on which the policy reminds of it. Revoked keys have no events. */
export function calendarEvents(
  keys: readonly CalendarKey[],
  policy: Pick<KeyPolicy, "reminderDays">,
  setting: CalendarSetting,
  now: Date,
): DayEvent[] {
  return keys
    .filter(({ revokedAt, notAfter }) => revokedAt === null && notAfter.getTime() > now.getTime() - KEPT_MS)
    .flatMap((key) => [
      ...(key.active ? policy.reminderDays.map((days) => reminderEvent(key, days, setting)) : []),
      expiryEvent(key, setting),
    ])
    .sort((a, b) => a.day.getTime() - b.day.getTime() || (a.uid < b.uid ? -1 : 1));
}

function expiryEvent(key: CalendarKey, setting: CalendarSetting): DayEvent {
  return {
    uid: `expiry-${key.id}@gatehouse`,
    day: key.notAfter,
    summary: `${nameOf(key, setting)} of ${setting.project.name} expires`,
    ...about(key, setting),
  };
}

function reminderEvent(key: CalendarKey, days: number, setting: CalendarSetting): DayEvent {
  const left = days === 1 ? "a day" : `${days} days`;
  return {
    uid: `reminder-${days}-${key.id}@gatehouse`,
    day: new Date(key.notAfter.getTime() - days * DAY_MS),
    summary: `${nameOf(key, setting)} of ${setting.project.name} expires in ${left}`,
    ...about(key, setting),
  };
}

function about(key: CalendarKey, setting: CalendarSetting): Pick<DayEvent, "description" | "url"> {
  const url = `${setting.publicUrl}/projects/${setting.project.id}`;
  const next = key.active
    ? `${EXPIRY[key.type].consequence}\n\n${EXPIRY[key.type].next}`
    : "It waits and is not in use: rehearse and activate it before it expires, or revoke it.";
  const expires = `${key.notAfter.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return {
    description: `Expires ${expires}. ${next}\n\nKey ID (kid): ${key.kid.slice(0, 8)}…\n${url}`,
    url,
  };
}

function nameOf(key: CalendarKey, setting: CalendarSetting): string {
  return expiringKeyName(key, setting.provider);
}
