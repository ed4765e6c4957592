import { setTimeout as sleep } from "node:timers/promises";
import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { resetPasswordMail } from "./account-mails/mails.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { requireAttempt } from "./limit-attempts.ts";
import { readerOf } from "./reader-of.ts";
import { LINK_LIFE_MS } from "./rules.ts";
import { findAccount, insertLink } from "./store.ts";
import { createHashedToken } from "./tokens.ts";

/** Longer than the work takes, so that the time of the answer doesn't tell whether there was any. */
const ANSWER_AFTER_MS = 250;

/**
 * Mails a link to choose a new password, if the address has an account. The caller isn't told.
 *
 * @throws {Problem} too-many-attempts
 */
export async function forgotPassword(context: AccountsContext, caller: Caller, email: string): Promise<void> {
  const now = context.clock();
  const origin = auditOrigin(caller, email, null);
  const fromSource = { kind: "forgot-password-source", of: [caller.source] } as const;
  await requireAttempt(context.database, fromSource, now, origin);
  await requireAttempt(
    context.database,
    { kind: "mail-from-source", of: [email, caller.source] },
    now,
    origin,
  );
  await requireAttempt(context.database, { kind: "mail", of: [email] }, now, origin);
  await Promise.all([mailLink(context, caller, email, now), sleep(ANSWER_AFTER_MS)]);
}

async function mailLink(context: AccountsContext, caller: Caller, email: string, now: Date): Promise<void> {
  const { token, tokenHash } = createHashedToken();
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS["reset-password"]);
  await inTransaction(context.database, async (tx) => {
    const account = await findAccount(tx, email);
    if (account === null) return;
    await insertLink(tx, {
      tokenHash,
      purpose: "reset-password",
      accountId: account.id,
      createdAt: now,
      expiresAt,
    });
    const reader = await readerOf(tx, context, account);
    await queueMail(tx, now, resetPasswordMail(context.mail(), reader, token, expiresAt));
    await appendAudit(tx, auditOrigin(caller, email, null), now, [
      { projectId: null, action: "account.password-reset-asked", subject: `account:${account.id}` },
    ]);
  });
}
