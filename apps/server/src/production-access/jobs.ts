import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { lapseSuspensions } from "./lapse-suspensions.ts";

const EVERY_MS = 10 * 60_000;

/** Every ten minutes: suspensions that one operator has asked for and no other has confirmed in time. */
export function startDecisionSweeper(deps: { readonly database: Database; readonly log: Logger }): Sweeps {
  const { database, log } = deps;
  return startSweeps({
    work: () => lapseSuspensions(database, new Date()),
    failed: "suspensions that nobody has confirmed could not be dropped",
    everyMs: EVERY_MS,
    log,
  });
}
