import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { deleteExpired } from "./store.ts";

const EVERY_MS = 10 * 60_000;

/** Forgets, now and then, sign-ups, links, sessions and counters that have run out. None of them works any more by then. */
export function startAccountSweeper(deps: {
  readonly database: Database;
  readonly log: Logger;
  readonly clock?: () => Date;
}): Sweeps {
  const { clock = () => new Date() } = deps;
  return startSweeps({
    everyMs: EVERY_MS,
    work: () => deleteExpired(deps.database, clock()),
    failed: "accounts could not be swept",
    log: deps.log,
  });
}
