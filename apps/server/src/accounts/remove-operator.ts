import { appendAudit } from "../audit/append.ts";
import { dropSuspensionsAskedBy, lockSuspensionsAskedBy } from "../companies/store.ts";
import { inTransaction } from "../database/transaction.ts";
import { holdRight } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { Problem } from "../problems/problem.ts";
import { deleteEmailChange } from "./change-email/store.ts";
import type { AccountsContext } from "./context.ts";
import { deleteIdentities } from "./identity/store.ts";
import { dropRequestsOf } from "./make-administrator.ts";
import { deletePasskeysOf } from "./passkeys/store.ts";
import { operatorRemovedMail } from "./people-mails/mails.ts";
import { readerOf } from "./reader-of.ts";
import { deleteSecondFactor } from "./second-factor/store.ts";
import { endSessionsOf } from "./sessions.ts";
import { deleteLinksOf, lockAccount, lockAdministrators, setRemoved } from "./store.ts";
import { tellDesk } from "./tell-desk.ts";

/**
 * Takes one of the provider's people off this desk: their sessions end, and no password, link, passkey or identity lets them in again. Their
 * row stays for what they have decided; their address is free. What they have asked for and nobody has confirmed falls with them, a suspension
 * as well as what other rooms keep: one pair of eyes is gone, and another one asks anew. They are told by mail, and so is everybody else at
 * the desk. The desk keeps an administrator.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, last-administrator
 */
export async function removeOperator(
  context: Pick<AccountsContext, "database" | "mail" | "languagesOf" | "dropAskedBy">,
  who: OperatorWho,
  accountId: string,
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    // All of them, so that two who remove each other come one after the other.
    const administrators = await lockAdministrators(tx);
    await holdRight(tx, who);
    const account = await lockAccount(tx, accountId);
    if (account === null || !account.operator) throw new Problem("not-found", "There is no such operator.");
    if (administrators.length === 1 && administrators[0] === account.id) {
      throw new Problem("last-administrator", "The desk keeps an administrator: add another one first.");
    }
    // After the accounts, as who suspends a partner locks in this order too.
    await lockSuspensionsAskedBy(tx, account.id);
    await setRemoved(tx, account, who.now);
    await endSessionsOf(tx, account.id);
    await deleteLinksOf(tx, account.id);
    await deleteEmailChange(tx, account.id);
    await deleteIdentities(tx, account.id);
    await deletePasskeysOf(tx, account.id);
    await deleteSecondFactor(tx, account.id);
    const { email, name, operatorRole } = account;
    const dropped = await dropSuspensionsAskedBy(tx, account.id);
    await dropRequestsOf(tx, context, who, account.id);
    await context.dropAskedBy(tx, who, account.id);
    const reader = await readerOf(tx, context, account);
    await queueMail(tx, who.now, operatorRemovedMail(context.mail(), reader));
    await tellDesk(tx, context, who.now, {
      kind: "removed",
      email,
      role: operatorRole ?? "reviewer",
      by: who.signedIn.email,
    });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "account.operator-removed",
        subject: `account:${account.id}`,
        before: { email, name, operatorRole },
      },
      ...dropped.map((partner) => ({
        projectId: null,
        action: "partner.suspension-dropped" as const,
        subject: `company:${partner.id}`,
        after: { name: partner.name },
      })),
    ]);
  });
}
