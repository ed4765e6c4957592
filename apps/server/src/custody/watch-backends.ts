import type { Logger } from "pino";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import type { KeyRing } from "./ring.ts";

const EVERY_MS = 5_000;

/**
 * Looks every so often whether the backends are there, so that it is known before somebody needs one, and says in the log when it changes.
 *
 * @param tell hears each time what is at hand, by fingerprint
 */
export function watchBackends(
  ring: KeyRing,
  log: Logger,
  tell: (held: readonly string[]) => Promise<void> = async () => undefined,
): Sweeps {
  let told = "";
  return startSweeps({
    everyMs: EVERY_MS,
    async work() {
      const held = (await ring.held()).map(({ fingerprint }) => fingerprint);
      const away = ring.away().join("; ");
      if (away !== told && away === "") log.info("all master keys can be reached again");
      if (away !== told && away !== "") log.error({ away }, "master keys can't be reached");
      told = away;
      await tell(held);
    },
    failed: "master keys can't be looked at, or it can't be said which are at hand",
    log,
  });
}
