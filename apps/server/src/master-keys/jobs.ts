import type { Logger } from "pino";
import type { OpenedCustody } from "../custody/open-custody.ts";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { carryOnRotation, type Rotation } from "./rotate.ts";

const EVERY_MS = 2_000;

/** Carries a rotation of the master key on, and says in the log when it gets further or waits for something else. */
export function startMasterKeyRotation(deps: {
  readonly database: Database;
  readonly custody: OpenedCustody;
  readonly log: Logger;
}): Sweeps {
  let told = JSON.stringify({ step: "none" } satisfies Rotation);
  return startSweeps({
    everyMs: EVERY_MS,
    async work() {
      const rotation = await carryOnRotation(deps, new Date());
      const text = JSON.stringify(rotation);
      if (text === told) return;
      told = text;
      const level = rotation.step === "stuck" || rotation.step === "not-at-hand" ? "error" : "info";
      if (rotation.step !== "none") deps.log[level]({ rotation }, "rotation of the master key");
    },
    failed: "the rotation of the master key could not be carried on",
    log: deps.log,
  });
}
