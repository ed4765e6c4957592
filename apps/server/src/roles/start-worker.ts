import type { Logger } from "pino";
import { startAccountSweeper } from "../accounts/jobs.ts";
import { startAuditSigner } from "../audit/jobs.ts";
import type { Config } from "../config.ts";
import { startKeyDestruction } from "../encryption-keys/jobs.ts";
import { startMailWorker } from "../notifications/jobs.ts";
import type { Desk } from "./start-portal.ts";

/** Starts what goes on in the background: mails, forgetting what has expired, destroying what was revoked, signing the audit trail. */
export function startWorker(config: Config, desk: Desk, log: Logger): { stop(): Promise<void> } {
  const mails = startMailWorker({
    database: desk.database,
    smtpUrl: config.smtpUrl,
    from: config.mailFrom,
    log,
  });
  const sweeper = startAccountSweeper({ database: desk.database, log });
  const signer = startAuditSigner({ database: desk.database, custody: desk.custody, log });
  const destruction = startKeyDestruction({ database: desk.database, log });
  return {
    async stop() {
      await Promise.all([mails.stop(), sweeper.stop(), destruction.stop(), signer.stop()]);
    },
  };
}
