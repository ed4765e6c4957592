import { FIRST_PAIR_LAPSES_AFTER_MS } from "./first-pair.ts";

/** How an operator becomes an administrator: by one of them, by two, or not before a moment. */
export type WayToAdministrator = "one" | "two" | { readonly notBefore: Date };

/**
 * Where there are two administrators, it takes two. Whoever has just made the others reviewers, or removed them, doesn't become the one who is
 * enough by that: it takes the days in which a second pair of eyes could have come.
 *
 * @param lastLost when the desk last lost an administrator; null: never
 */
export function wayToAdministrator(
  administrators: number,
  lastLost: Date | null,
  now: Date,
): WayToAdministrator {
  if (administrators >= 2) return "two";
  const notBefore = new Date((lastLost?.getTime() ?? 0) + FIRST_PAIR_LAPSES_AFTER_MS);
  return notBefore > now ? { notBefore } : "one";
}
