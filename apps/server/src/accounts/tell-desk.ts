import type { Transaction } from "../database/database.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import type { AccountsContext } from "./context.ts";
import { type DeskChange, deskChangedMail } from "./mails.ts";
import { listOperators } from "./store.ts";

/**
 * Mails everybody at the desk who came, got another role or went: whoever may add people could otherwise add their own second pair of
 * eyes unheard. Who it is about gets a mail of their own.
 */
export async function tellDesk(
  tx: Transaction,
  context: Pick<AccountsContext, "mail">,
  who: OperatorWho,
  change: Omit<DeskChange, "by">,
): Promise<void> {
  const told = { ...change, by: who.signedIn.email };
  for (const { email } of await listOperators(tx)) {
    if (email !== change.email) await queueMail(tx, who.now, deskChangedMail(context.mail(), email, told));
  }
}
