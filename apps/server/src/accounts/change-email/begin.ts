import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { confirmNewEndMail, confirmOldEndMail, newEndTakenMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { readerOf } from "../reader-of.ts";
import { requireOwner } from "../require-owner.ts";
import { requireShown } from "../require-shown.ts";
import { LINK_LIFE_MS } from "../rules.ts";
import { findAccount, lockAccount } from "../store.ts";
import { createHashedToken } from "../tokens.ts";
import { replaceEmailChange } from "./store.ts";

/**
 * Asks both mailboxes whether the account's address is to become another one. Nothing changes until both have said so. The answer is the same
 * when the new address has an account, which is then told by mail.
 *
 * @throws {Problem} second-factor-not-shown, wrong-password, too-many-attempts, invalid-request, unavailable
 */
export async function beginEmailChange(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string; readonly email: string },
): Promise<void> {
  const now = context.clock();
  const { database } = context;
  const origin = auditOrigin(caller, signedIn.email, signedIn.id);
  if (input.email === signedIn.email) {
    const detail = "This is your address already.";
    throw new Problem("invalid-request", detail, { fields: [{ pointer: "/email", detail }] });
  }
  await requireOwner(context, caller, signedIn, input.password);
  await requireAttempt(database, { kind: "mail", of: [input.email] }, now, origin);
  const [old, fresh] = [createHashedToken(), createHashedToken()];
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS["change-email"]);
  await inTransaction(database, async (tx) => {
    const account = await lockAccount(tx, signedIn.id);
    if (account === null || account.email !== signedIn.email) throw changedMeanwhile();
    await requireShown(tx, caller, signedIn, now);
    await replaceEmailChange(tx, {
      accountId: account.id,
      newEmail: input.email,
      oldTokenHash: old.tokenHash,
      newTokenHash: fresh.tokenHash,
      oldConfirmedAt: null,
      newConfirmedAt: null,
      createdAt: now,
      expiresAt,
    });
    const setting = context.mail();
    const reader = await readerOf(tx, context, account);
    await queueMail(tx, now, confirmOldEndMail(setting, reader, input.email, old.token, expiresAt));
    const taken = await findAccount(tx, input.email);
    await queueMail(
      tx,
      now,
      taken === null
        ? confirmNewEndMail(setting, { ...reader, email: input.email }, fresh.token, expiresAt)
        : newEndTakenMail(setting, await readerOf(tx, context, taken)),
    );
    await appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.email-change-asked",
        subject: `account:${account.id}`,
        after: { email: input.email },
      },
    ]);
  });
}

function changedMeanwhile(): Problem {
  return new Problem("wrong-state", "Your address was changed meanwhile. Open the page anew.");
}
