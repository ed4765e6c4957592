import { BOUNDS } from "../key-policy/rules.ts";

const DAY_MS = 86_400_000;

/** The longest that a policy lets a key live, and a quarter of a year for whoever must see to it that a successor can be made. */
const RENEWED_BEFORE_DAYS = BOUNDS.lifetimeDays.most + 90;
/** A successor that is missing for so long after its day is one that nobody makes. */
const LATE_MS = 2 * DAY_MS;

/** From when on an authority has a successor: while it covers every certificate that may be asked of it, so that none is cut short. */
export function renewedAt(notAfter: Date): Date {
  return new Date(notAfter.getTime() - RENEWED_BEFORE_DAYS * DAY_MS);
}

export function isRenewalDue(notAfter: Date, now: Date): boolean {
  return renewedAt(notAfter) <= now;
}

/** Does a certificate for so many days end before its issuer does? */
export function covers(notAfter: Date, now: Date, days: number): boolean {
  return now.getTime() + days * DAY_MS <= notAfter.getTime();
}

/** What is wrong with an issuing authority, as a sentence for whoever keeps the program; null: nothing. */
export function whyNotWell(
  { generation, notAfter }: { readonly generation: number; readonly notAfter: Date },
  now: Date,
): string | null {
  const day = (moment: Date) => moment.toISOString().slice(0, 10);
  if (notAfter <= now)
    return `the issuing authority (generation ${generation}) expired on ${day(notAfter)}: its successor is made by the worker, or with the next key`;
  if (renewedAt(notAfter).getTime() + LATE_MS > now.getTime()) return null;
  return `the issuing authority (generation ${generation}, until ${day(notAfter)}) should have had a successor since ${day(renewedAt(notAfter))}: look whether a worker runs, and what its log says`;
}
