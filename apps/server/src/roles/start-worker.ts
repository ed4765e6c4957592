import type { Logger } from "pino";
import { startAccountSweeper } from "../accounts/jobs.ts";
import { startAuditSigner } from "../audit/jobs.ts";
import { startAuthorityRenewal } from "../certificate-authority/jobs.ts";
import type { Config } from "../config.ts";
import { startKeySweeper } from "../encryption-keys/jobs.ts";
import { startMasterKeyRotation } from "../master-keys/jobs.ts";
import { startNotices } from "../notices/jobs.ts";
import { startMailWorker } from "../notifications/jobs.ts";
import { startDecisionSweeper } from "../production-access/jobs.ts";
import { startUsageSweeper } from "../usage/jobs.ts";
import { startWebhooks } from "../webhooks/jobs.ts";
import type { Desk } from "./start-portal.ts";

/**
 * Starts what goes on in the background: mails, reminders, forgetting what has expired, destroying what was revoked, signing the audit trail.
 *
 * @param publicUrl the portal's address as people see it; goes into mails
 */
export function startWorker(
  config: Config,
  desk: Desk,
  publicUrl: () => string,
  log: Logger,
): { stop(): Promise<void> } {
  const mails = startMailWorker({
    database: desk.database,
    smtpUrl: config.smtpUrl,
    from: config.mailFrom,
    log,
  });
  const sweeper = startAccountSweeper({ database: desk.database, log });
  const signer = startAuditSigner({ database: desk.database, custody: desk.custody, log });
  const keys = startKeySweeper({ database: desk.database, log });
  const decisions = startDecisionSweeper({
    database: desk.database,
    mail: () => ({ provider: config.providerName, publicUrl: publicUrl() }),
    log,
  });
  const renewal = startAuthorityRenewal({ authority: desk.authority, log });
  const rotation = startMasterKeyRotation({ database: desk.database, custody: desk.keeper, log });
  const notices = startNotices({ database: desk.database, provider: config.providerName, publicUrl, log });
  const webhooks = startWebhooks({
    database: desk.database,
    custody: desk.custody,
    anyAddress: config.anyWebhookAddress,
    log,
  });
  const usage = startUsageSweeper({ database: desk.database, log });
  return {
    async stop() {
      await Promise.all([
        rotation.stop(),
        renewal.stop(),
        notices.stop(),
        webhooks.stop(),
        mails.stop(),
        sweeper.stop(),
        keys.stop(),
        signer.stop(),
        usage.stop(),
        decisions.stop(),
      ]);
    },
  };
}
