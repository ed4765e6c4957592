import type { Logger } from "pino";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import type { KeyRing } from "./ring.ts";

const EVERY_MS = 5_000;

/** Looks every so often whether the backends are there, so that it is known before somebody needs one, and says in the log when it changes. */
export function watchBackends(ring: KeyRing, log: Logger): Sweeps {
  let told = "";
  return startSweeps({
    everyMs: EVERY_MS,
    async work() {
      await ring.held();
      const away = ring.away().join("; ");
      if (away === told) return;
      if (away === "") log.info("all master keys can be reached again");
      else log.error({ away }, "master keys can't be reached");
      told = away;
    },
    failed: "master keys can't be looked at",
    log,
  });
}
