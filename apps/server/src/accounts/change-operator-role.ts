import { appendAudit } from "../audit/append.ts";
import type { Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { holdRight } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import type { OperatorRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import type { AccountsContext } from "./context.ts";
import { dropRequest, dropRequestsOf, makeAdministrator } from "./make-administrator.ts";
import { operatorRoleMail } from "./people-mails/mails.ts";
import { readerOf } from "./reader-of.ts";
import { type Account, lockAccount, lockAdministrators, setReviewer } from "./store.ts";
import { tellDesk } from "./tell-desk.ts";

type Context = Pick<AccountsContext, "database" | "mail" | "languagesOf" | "dropAskedBy">;

/**
 * Makes an operator a reviewer or an administrator, from their next request on, and tells them by mail. To be an administrator takes two of
 * them, where there are two. What an administrator has asked for as such and nobody has confirmed falls when they are none any more. The desk
 * keeps an administrator.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, last-administrator, second-pair-of-eyes
 */
export async function changeOperatorRole(
  context: Context,
  who: OperatorWho,
  what: { readonly accountId: string; readonly role: OperatorRole },
): Promise<"done" | "waits"> {
  return inTransaction(context.database, async (tx) => {
    // All of them, so that two who lower each other come one after the other.
    const administrators = await lockAdministrators(tx);
    await holdRight(tx, who);
    const account = await lockOperator(tx, what.accountId);
    if (account.operatorRole === what.role) return "done";
    if (what.role === "administrator") {
      return makeAdministrator(tx, context, who, account, administrators.length);
    }
    if (administrators.length === 1 && administrators[0] === account.id) {
      throw new Problem("last-administrator", "The desk keeps an administrator: add another one first.");
    }
    await setReviewer(tx, account, who.now);
    await dropRequestsOf(tx, context, who, account.id);
    await context.dropAskedBy(tx, who, account.id);
    await tellDesk(tx, context, who.now, {
      kind: "role",
      email: account.email,
      role: what.role,
      by: who.signedIn.email,
    });
    const reader = await readerOf(tx, context, account);
    await queueMail(tx, who.now, operatorRoleMail(context.mail(), reader, what.role));
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "account.operator-role-changed",
        subject: `account:${account.id}`,
        before: { email: account.email, operatorRole: account.operatorRole },
        after: { email: account.email, operatorRole: what.role },
      },
    ]);
    return "done";
  });
}

/**
 * Drops what was asked for of an operator: whoever has asked takes it back, another administrator declines it.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, wrong-state
 */
export async function dropAdministratorRequest(
  context: Pick<AccountsContext, "database" | "mail" | "languagesOf">,
  who: OperatorWho,
  accountId: string,
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    await lockAdministrators(tx);
    await holdRight(tx, who);
    await dropRequest(tx, context, who, await lockOperator(tx, accountId));
  });
}

async function lockOperator(tx: Transaction, id: string): Promise<Account> {
  const account = await lockAccount(tx, id);
  if (account === null || !account.operator) throw new Problem("not-found", "There is no such operator.");
  return account;
}
