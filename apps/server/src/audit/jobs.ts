import type { Logger } from "pino";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { signHeads } from "./sign-heads.ts";

const EVERY_MS = 60_000;

/** Signs the ends of the audit chains that have grown, once a minute. */
export function startAuditSigner(deps: {
  readonly database: Database;
  readonly custody: Custody;
  readonly log: Logger;
}): Sweeps {
  return startSweeps({
    everyMs: EVERY_MS,
    work: () => signHeads(deps.database, deps.custody, new Date()),
    failed: "audit chains could not be signed",
    log: deps.log,
  });
}
