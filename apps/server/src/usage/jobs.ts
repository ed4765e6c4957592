import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { CALLERS_KEPT_MS, HOURS_KEPT_MS, MINUTES_KEPT_MS } from "./rules.ts";
import { deleteOldUsage } from "./store.ts";

const EVERY_MS = 10 * 60_000;

/** Every ten minutes: forgets what is older than it is kept. */
export function startUsageSweeper(deps: { readonly database: Database; readonly log: Logger }): Sweeps {
  return startSweeps({
    work: () => forgetOldUsage(deps.database, new Date()),
    failed: "old counts of use could not be forgotten",
    everyMs: EVERY_MS,
    log: deps.log,
  });
}

export async function forgetOldUsage(database: Database, now: Date): Promise<void> {
  await deleteOldUsage(database, {
    hours: new Date(now.getTime() - HOURS_KEPT_MS),
    callers: new Date(now.getTime() - CALLERS_KEPT_MS),
    minutes: new Date(now.getTime() - MINUTES_KEPT_MS),
  });
}
