import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { lapseSuspensions } from "./lapse-suspensions.ts";
import { remindOfEnd } from "./remind-of-end.ts";

const EVERY_MS = 10 * 60_000;

/** Every ten minutes: suspensions that one operator has asked for and no other has confirmed in time, and reminders of what ends; neither waits for the other. */
export function startDecisionSweeper(deps: { readonly database: Database; readonly log: Logger }): Sweeps {
  const { database, log } = deps;
  const sweeps = [
    {
      work: () => lapseSuspensions(database, new Date()),
      failed: "suspensions that nobody has confirmed could not be dropped",
    },
    {
      work: () => remindOfEnd(database, new Date()),
      failed: "nobody could be reminded of Production that ends",
    },
  ].map((sweep) => startSweeps({ ...sweep, everyMs: EVERY_MS, log }));
  return {
    stop: async () => {
      await Promise.all(sweeps.map((sweep) => sweep.stop()));
    },
  };
}
