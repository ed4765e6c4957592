import type { Logger } from "pino";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { signHeads } from "./sign-heads.ts";

const EVERY_MS = 60_000;

/** Signs the ends of the audit chains once a minute, and once more at the end. */
export function startAuditSigner(deps: {
  readonly database: Database;
  readonly custody: Custody;
  readonly log: Logger;
  readonly clock?: () => Date;
}): { stop(): Promise<void> } {
  const clock = deps.clock ?? (() => new Date());
  const work = () =>
    signHeads(deps.database, deps.custody, clock()).then(
      () => undefined,
      (error: unknown) => deps.log.warn({ err: error }, "audit chains could not be signed"),
    );
  let working = work();
  const timer = setInterval(() => {
    working = work();
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
      await work();
    },
  };
}
