import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { deleteExpired } from "./store.ts";

export interface AccountSweeperDeps {
  readonly database: Database;
  readonly log: Logger;
  readonly clock?: () => Date;
}

const EVERY_MS = 10 * 60_000;

/** Forgets, now and then, sign-ups, links, sessions and counters that have run out. None of them works any more by then. */
export function startAccountSweeper(deps: AccountSweeperDeps): { stop(): Promise<void> } {
  const clock = deps.clock ?? (() => new Date());
  const sweep = () =>
    deleteExpired(deps.database, clock()).catch((error: unknown) => {
      deps.log.warn({ err: error }, "accounts could not be swept");
    });
  let sweeping = sweep();
  const timer = setInterval(() => {
    sweeping = sweep();
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await sweeping;
    },
  };
}
