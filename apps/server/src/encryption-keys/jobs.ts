import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { destroyRevokedKeys } from "./destroy.ts";
import { remindOfExpiry } from "./remind.ts";
import { deleteRehearsals } from "./store.ts";

const EVERY_MS = 10 * 60_000;

/** Every ten minutes: reminders of keys that expire, the end of what was revoked a while ago and of old challenges. */
export function startKeySweeper(deps: {
  readonly database: Database;
  readonly provider: string;
  readonly publicUrl: () => string;
  readonly log: Logger;
}): Sweeps {
  const { database, provider } = deps;
  return startSweeps({
    everyMs: EVERY_MS,
    work: async () => {
      await destroyRevokedKeys(database, new Date());
      await deleteRehearsals(database, new Date());
      await remindOfExpiry(database, { provider, publicUrl: deps.publicUrl() }, new Date());
    },
    failed: "encryption keys could not be looked through",
    log: deps.log,
  });
}
