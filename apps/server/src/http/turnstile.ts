import { Problem } from "../problems/problem.ts";

export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Bounds work that takes a core for long, such as hashes and keys: so many run at once, so many wait for their turn, and more are told to
 * come back.
 *
 * @param limits `full` is what those hear
 */
export function createTurnstile(limits: {
  readonly atOnce: number;
  readonly waiting: number;
  readonly full: string;
}): Turnstile {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limits.atOnce) {
      if (waiting.length >= limits.waiting) {
        throw new Problem("unavailable", limits.full, { retryAfterSeconds: 5 });
      }
      // Whoever leaves hands the place over, so `running` stays as it is.
      await new Promise<void>((enter) => waiting.push(enter));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
