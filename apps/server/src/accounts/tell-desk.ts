import type { Transaction } from "../database/database.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import type { AccountsContext } from "./context.ts";
import { type DeskChange, deskChangedMail } from "./people-mails/mails.ts";
import { listOperators } from "./store.ts";

/**
 * Mails everybody at the desk who came, got another role, is to get one, or went: whoever may add people could otherwise add their own second
 * pair of eyes unheard. Who it is about gets a mail of their own.
 */
export async function tellDesk(
  tx: Transaction,
  context: Pick<AccountsContext, "mail" | "languagesOf">,
  now: Date,
  change: DeskChange,
): Promise<void> {
  const others = (await listOperators(tx)).filter(({ email }) => email !== change.email);
  const languages = await context.languagesOf(
    tx,
    others.map(({ id }) => id),
  );
  for (const { id, email } of others) {
    const to = { email, language: languages.get(id) ?? "en" };
    await queueMail(tx, now, deskChangedMail(context.mail(), to, change));
  }
}
