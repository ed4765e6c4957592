import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { passkeyRemovedMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { readerOf } from "../reader-of.ts";
import { requireOwner } from "../require-owner.ts";
import { requireShown } from "../require-shown.ts";
import { deletePasskey, renamePasskey } from "./store.ts";

/** @throws {Problem} not-found, also for the passkeys of others */
export async function nameOnePasskey(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  what: { readonly id: string; readonly name: string },
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    const before = await renamePasskey(tx, signedIn.id, what.id, what.name);
    if (before === null) throw notYours();
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), context.clock(), [
      {
        projectId: null,
        action: "account.passkey-renamed",
        subject: `account:${signedIn.id}`,
        before: { name: before },
        after: { name: what.name },
      },
    ]);
  });
}

/**
 * From then on the passkey opens the account no more.
 *
 * @throws {Problem} second-factor-not-shown, wrong-password, not-found, too-many-attempts, unavailable
 */
export async function removePasskey(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  what: { readonly id: string; readonly password: string },
): Promise<void> {
  await requireOwner(context, caller, signedIn, what.password);
  const now = context.clock();
  await inTransaction(context.database, async (tx) => {
    await requireShown(tx, caller, signedIn, now);
    const name = await deletePasskey(tx, signedIn.id, what.id);
    if (name === null) throw notYours();
    await queueMail(tx, now, passkeyRemovedMail(context.mail(), await readerOf(tx, context, signedIn)));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      {
        projectId: null,
        action: "account.passkey-removed",
        subject: `account:${signedIn.id}`,
        after: { name },
      },
    ]);
  });
}

function notYours(): Problem {
  return new Problem("not-found", "There is no such passkey of yours any more.");
}
