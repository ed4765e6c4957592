import type { Logger } from "pino";
import { lapseRequests } from "../accounts/make-administrator.ts";
import { lapseProposals } from "../api-services/proposals/drop.ts";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import type { DeskSetting } from "../notices/mail-operators.ts";
import { languagesOf } from "../notices/store.ts";
import { lapseSuspensions } from "./lapse-suspensions.ts";
import { remindOfEnd } from "./remind-of-end.ts";

const EVERY_MS = 10 * 60_000;

/** Every ten minutes: suspensions, changes of API services and administrators that one operator has asked for and no other has confirmed in time, and reminders of what ends; none waits for the others. */
export function startDecisionSweeper(
  deps: DeskSetting & { readonly database: Database; readonly log: Logger },
): Sweeps {
  const { database, log } = deps;
  const sweeps = [
    {
      work: () => lapseSuspensions(database, deps, new Date()),
      failed: "suspensions that nobody has confirmed could not be dropped",
    },
    {
      work: () => lapseProposals(database, deps, new Date()),
      failed: "changes of API services that nobody has confirmed could not be dropped",
    },
    {
      work: () => lapseRequests(database, { ...deps, languagesOf }, new Date()),
      failed: "administrators whom nobody has confirmed could not be dropped",
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
