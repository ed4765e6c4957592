import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { carryOutSchedules } from "./carry-out-schedules.ts";
import { destroyRevokedKeys } from "./destroy.ts";
import { remindOfExpiry } from "./remind.ts";
import { deleteRehearsals } from "./store.ts";

const EVERY_MS = 10 * 60_000;
/** A scheduled activation is late by so much at most. */
const SCHEDULES_EVERY_MS = 5_000;

/** Every few seconds: scheduled activations. Every ten minutes: reminders of keys that expire, the end of what was revoked a while ago and of old challenges; none waits for another. */
export function startKeySweeper(deps: { readonly database: Database; readonly log: Logger }): Sweeps {
  const { database, log } = deps;
  const schedules = startSweeps({
    work: () => carryOutSchedules(database, new Date(), log),
    failed: "scheduled activations could not be read",
    everyMs: SCHEDULES_EVERY_MS,
    log,
  });
  const sweeps = [
    {
      work: () => remindOfExpiry(database, new Date()),
      failed: "nobody could be reminded of expiring keys",
    },
    { work: () => destroyRevokedKeys(database, new Date()), failed: "revoked keys could not be destroyed" },
    { work: () => deleteRehearsals(database, new Date()), failed: "old challenges could not be forgotten" },
  ].map((sweep) => startSweeps({ ...sweep, everyMs: EVERY_MS, log }));
  return {
    stop: async () => {
      await Promise.all([schedules, ...sweeps].map((sweep) => sweep.stop()));
    },
  };
}
