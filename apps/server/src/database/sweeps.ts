import type { Logger } from "pino";

/** Work on the database that is done now and every so often, one time after the other, until it is stopped. */
export interface Sweeps {
  /** Waits for what is under way. */
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
  let running: Promise<unknown> = Promise.resolve();
  const sweep = () => {
    running = running
      .then(sweeps.work)
      .catch((error: unknown) => sweeps.log.warn({ err: error }, sweeps.failed));
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
