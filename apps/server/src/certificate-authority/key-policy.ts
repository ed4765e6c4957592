/** What this authority certifies, and for how long. Sizes and algorithms of keys: see @gatehouse/keystore, x509/public-key.ts. */

const DAY_MS = 86_400_000;
/** Clocks differ: a certificate holds from a little before it is made. */
const BACKDATE_MS = 5 * 60_000;
const KEY_DAYS = 365;
const AUTHORITY_DAYS = 3_650;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** One year, whole seconds. */
export function keyValidity(now: Date): Validity {
  return validity(now, KEY_DAYS);
}

/** Ten years. */
export function authorityValidity(now: Date): Validity {
  return validity(now, AUTHORITY_DAYS);
}

function validity(now: Date, days: number): Validity {
  const start = Math.floor((now.getTime() - BACKDATE_MS) / 1_000) * 1_000;
  return { notBefore: new Date(start), notAfter: new Date(start + days * DAY_MS) };
}
