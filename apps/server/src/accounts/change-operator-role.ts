import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import { holdRight } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import type { OperatorRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import type { AccountsContext } from "./context.ts";
import { operatorRoleMail } from "./mails.ts";
import { lockAccount, lockAdministrators, setOperatorRole } from "./store.ts";
import { tellDesk } from "./tell-desk.ts";

/**
 * Makes an operator a reviewer or an administrator, from their next request on, and tells them by mail. What an administrator
 * has proposed as such and nobody has confirmed falls when they are none any more. The desk keeps an administrator.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, last-administrator
 */
export async function changeOperatorRole(
  context: Pick<AccountsContext, "database" | "mail" | "dropAskedBy">,
  who: OperatorWho,
  what: { readonly accountId: string; readonly role: OperatorRole },
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    // All of them, so that two who lower each other come one after the other.
    const administrators = await lockAdministrators(tx);
    await holdRight(tx, who);
    const account = await lockAccount(tx, what.accountId);
    if (account === null || !account.operator) throw new Problem("not-found", "There is no such operator.");
    if (account.operatorRole === what.role) return;
    if (administrators.length === 1 && administrators[0] === account.id) {
      throw new Problem("last-administrator", "The desk keeps an administrator: add another one first.");
    }
    await setOperatorRole(tx, account.id, what.role);
    if (what.role !== "administrator") await context.dropAskedBy(tx, who, account.id);
    await tellDesk(tx, context, who, { kind: "role", email: account.email, role: what.role });
    await queueMail(tx, who.now, operatorRoleMail(context.mail(), account.email, what.role));
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "account.operator-role-changed",
        subject: `account:${account.id}`,
        before: { email: account.email, operatorRole: account.operatorRole },
        after: { email: account.email, operatorRole: what.role },
      },
    ]);
  });
}
