/** For how long certificates hold. */

const DAY_MS = 86_400_000;
/** Clocks differ: a certificate holds from a little before it is made. */
const BACKDATE_MS = 5 * 60_000;
const AUTHORITY_DAYS = 3_650;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Of an encryption key: as many days as the provider's policy says, whole seconds. */
export function keyValidity(now: Date, days: number): Validity {
  return validity(now, days);
}

/** Ten years. */
export function authorityValidity(now: Date): Validity {
  return validity(now, AUTHORITY_DAYS);
}

function validity(now: Date, days: number): Validity {
  const start = Math.floor((now.getTime() - BACKDATE_MS) / 1_000) * 1_000;
  return { notBefore: new Date(start), notAfter: new Date(start + days * DAY_MS) };
}
