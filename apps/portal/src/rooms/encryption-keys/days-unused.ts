const DAY_MS = 86_400_000;

/** Whole days since the last use; null: there was none. */
export function daysUnused(lastUsedAt: string | null, now: Date): number | null {
  if (lastUsedAt === null) return null;
  return Math.max(0, Math.floor((now.getTime() - Date.parse(lastUsedAt)) / DAY_MS));
}
