import type { Logger } from "pino";

/** Work on the database that is done now and every so often, one at a time, until it is stopped. */
export interface Sweeps {
  /** Begins no more, and waits for the one that is under way. */
  stop(): Promise<void>;
}

/**
 * @param sweeps `failed` is what the log says when one fails; the next one tries again
 */
export function startSweeps(sweeps: {
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly failed: string;
  readonly log: Logger;
}): Sweeps {
  let running: Promise<unknown> | null = null;
  const sweep = () => {
    // One that outlasts the interval, as on a database that is slow just now, must not have others queue behind it.
    if (running !== null) return;
    running = Promise.resolve()
      .then(sweeps.work)
      .catch((error: unknown) => sweeps.log.warn({ err: error }, sweeps.failed))
      .finally(() => {
        running = null;
      });
  };
  sweep();
  const timer = setInterval(sweep, sweeps.everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
