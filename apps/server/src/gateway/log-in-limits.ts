/** As published: five failed attempts lock. */
const MOST_FAILURES = 5;
const LOCKED_MS = 15 * 60_000;
/** Bounds the memory that strangers can fill; the longest-known pair is forgotten first. */
const MOST_PAIRS = 50_000;

/**
 * Counts failed log-ins by Partner ID *and* source, so that a stranger who knows a Partner ID locks nobody but himself out. An attempt
 * counts from its beginning, before any hashing, so many at once don't slip through; success takes the count back.
 */
export class LogInLimits {
  readonly #clock: () => Date;
  readonly #pairs = new Map<string, { failures: number; until: number }>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** @returns seconds to wait if the pair is locked, else null: the attempt has begun and counts as failed */
  begin(partnerId: string, source: string): number | null {
    const now = this.#clock().getTime();
    const name = `${partnerId} ${source}`;
    const known = this.#pairs.get(name);
    const pair = known === undefined || known.until <= now ? { failures: 0, until: 0 } : known;
    if (pair.failures >= MOST_FAILURES) return Math.ceil((pair.until - now) / 1_000);
    this.#pairs.delete(name);
    this.#pairs.set(name, { failures: pair.failures + 1, until: now + LOCKED_MS });
    if (this.#pairs.size > MOST_PAIRS) {
      const [oldest] = this.#pairs.keys();
      if (oldest !== undefined) this.#pairs.delete(oldest);
    }
    return null;
  }

  succeed(partnerId: string, source: string): void {
    this.#pairs.delete(`${partnerId} ${source}`);
  }
}
