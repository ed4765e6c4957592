import type { Logger } from "pino";

/** Ends when all first rounds that were begun so far have ended. */
let firstRounds: Promise<unknown> = Promise.resolve();

/** Work on the database that is done now and every so often, one at a time, until it is stopped. */
export interface Sweeps {
  /** Begins no more, and waits for the one that is under way. */
  stop(): Promise<void>;
}

/**
 * First rounds wait for each other: at a start all are due at the same moment, and each would have the pool open a connection of its own.
 *
 * @param sweeps `failed` is what the log says when one fails; the next one tries again
 */
export function startSweeps(sweeps: {
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly failed: string;
  readonly log: Logger;
}): Sweeps {
  let running: Promise<unknown> | null = null;
  let isStopped = false;
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
  firstRounds = firstRounds.then(() => {
    if (isStopped) return null;
    sweep();
    return running;
  });
  const timer = setInterval(sweep, sweeps.everyMs);
  return {
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
