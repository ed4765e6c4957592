/** States of a key as the pages name them (NIST SP 800-57 part 1 §7: pre-activation, active, deactivated, compromised). */
export type ClientKeyStatus = "active" | "expired" | "revoked";
export type MastercardKeyStatus = "active" | "inactive" | "expired" | "revoked";

interface Dated {
  readonly notAfter: Date;
  readonly revokedAt: Date | null;
}

export function clientKeyStatus(key: Dated, now: Date): ClientKeyStatus {
  if (key.revokedAt !== null) return "revoked";
  return now >= key.notAfter ? "expired" : "active";
}

export function mastercardKeyStatus(
  key: Dated & { readonly active: boolean },
  now: Date,
): MastercardKeyStatus {
  if (key.revokedAt !== null) return "revoked";
  if (now >= key.notAfter) return "expired";
  return key.active ? "active" : "inactive";
}

/** Keys of one type an environment may hold, so that nothing that walks them grows without bound. */
export const MOST_KEYS = 50;
