import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import { mailNotices } from "./mail-notices.ts";
import { deleteNoticesBefore } from "./store.ts";

const MAIL_EVERY_MS = 1_000;
const FORGET_EVERY_MS = 10 * 60_000;
const KEPT_MS = 90 * 86_400_000;

/** Makes mails of new notices, each second, and forgets notices of 90 days ago. */
export function startNotices(deps: {
  readonly database: Database;
  readonly provider: string;
  readonly publicUrl: () => string;
  readonly log: Logger;
}): Sweeps {
  const { database, provider, log } = deps;
  const sweeps = [
    startSweeps({
      work: () => mailNotices(database, { provider, publicUrl: deps.publicUrl() }, new Date(), log),
      everyMs: MAIL_EVERY_MS,
      failed: "new notices could not be read",
      log,
    }),
    startSweeps({
      work: () => deleteNoticesBefore(database, new Date(Date.now() - KEPT_MS)),
      everyMs: FORGET_EVERY_MS,
      failed: "old notices could not be forgotten",
      log,
    }),
  ];
  return {
    stop: async () => {
      await Promise.all(sweeps.map((sweep) => sweep.stop()));
    },
  };
}
