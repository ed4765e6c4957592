import { type AuditOrigin, appendAudit } from "../../audit/append.ts";
import type { Transaction } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import type { AccountsContext } from "../context.ts";
import { recoveryCodeUsedMail } from "../people-mails/mails.ts";
import { readerOf } from "../reader-of.ts";
import type { ShownBy } from "../rules.ts";
import { checkCode, type GoodCode, wrongCode } from "./check-code.ts";
import { countRecoveryCodes, type SecondFactor } from "./store.ts";

/**
 * Looks at a code, and uses it up in the transaction of what it is for. A code that is refused is written down; of a recovery code the owner is
 * told by mail.
 *
 * @param owner of the factor, under whose lock `work` runs the transaction
 * @param work what the code is for; not called for a code that another was faster with
 * @throws {Problem} wrong-code, and what `work` throws
 */
export async function takeCode<T>(
  context: AccountsContext,
  owner: { readonly factor: SecondFactor; readonly email: string; readonly origin: AuditOrigin },
  typed: string,
  now: Date,
  work: (tx: Transaction, shownBy: ShownBy, use: () => Promise<boolean>) => Promise<T | null>,
): Promise<T> {
  const { factor, email, origin } = owner;
  const subject = `account:${factor.id}`;
  const refuse = () =>
    inTransaction(context.database, (tx) =>
      appendAudit(tx, origin, now, [{ projectId: null, action: "account.code-refused", subject }]),
    );
  const good = await checkCode(context, factor, typed, now).catch(async (error: unknown) => {
    if (error instanceof Problem) await refuse();
    throw error;
  });
  const done = await inTransaction(context.database, (tx) =>
    work(tx, good.kind === "app" ? "app" : "recovery-code", () => use(tx, good)),
  );
  if (done === null) {
    await refuse();
    throw wrongCode();
  }
  return done;

  async function use(tx: Transaction, code: GoodCode): Promise<boolean> {
    if (!(await code.use(tx))) return false;
    if (code.kind === "app") return true;
    const left = await countRecoveryCodes(tx, factor.id);
    const reader = await readerOf(tx, context, { id: factor.id, email });
    await queueMail(tx, now, recoveryCodeUsedMail(context.mail(), reader, left));
    await appendAudit(tx, origin, now, [
      { projectId: null, action: "account.recovery-code-used", subject, after: { left } },
    ]);
    return true;
  }
}
