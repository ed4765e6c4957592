/** What one operator has asked for or found right waits so long for the second, and is asked for anew after that. */
export const FIRST_PAIR_LAPSES_AFTER_MS = 3 * 86_400_000;

/** @param askedAt null: nobody has asked */
export function hasLapsed(askedAt: Date | null, now: Date): boolean {
  return askedAt !== null && now.getTime() - askedAt.getTime() >= FIRST_PAIR_LAPSES_AFTER_MS;
}
