import { type AuditOrigin, appendAudit } from "../audit/append.ts";
import type { Transaction } from "../database/database.ts";
import type { Reader } from "../notifications/languages.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { Problem } from "../problems/problem.ts";
import type { MailSetting } from "./account-mails/mails.ts";
import { deletePasskeysOf } from "./passkeys/store.ts";
import { secondFactorResetMail } from "./people-mails/mails.ts";
import { hasSecondFactor } from "./second-factor/check-code.ts";
import { deleteSecondFactor } from "./second-factor/store.ts";
import { endSessionsOf } from "./sessions.ts";
import type { Account } from "./store.ts";

/**
 * Takes app, recovery codes and passkeys off an account that is held, for an owner who has lost them. Its sessions end and its owner is told:
 * from then on the password alone opens it, and a policy that wants a second factor asks for a new one.
 *
 * @param what `reason`: how it was made sure who asks, for the trail; `reader`: the owner, with their language
 * @throws {Problem} wrong-state where there is none
 */
export async function takeOffSecondFactor(
  tx: Transaction,
  account: Account,
  what: {
    readonly origin: AuditOrigin;
    readonly reason: string;
    readonly mail: MailSetting;
    readonly reader: Reader;
  },
  now: Date,
): Promise<void> {
  const app = await hasSecondFactor(tx, account.id);
  const passkeys = await deletePasskeysOf(tx, account.id);
  if (!app && passkeys === 0) throw new Problem("wrong-state", "This account has no second factor.");
  await deleteSecondFactor(tx, account.id);
  const sessionsEnded = await endSessionsOf(tx, account.id);
  await queueMail(tx, now, secondFactorResetMail(what.mail, what.reader));
  await appendAudit(tx, what.origin, now, [
    {
      projectId: null,
      action: "account.second-factor-reset",
      subject: `account:${account.id}`,
      after: { email: account.email, app, passkeys, sessionsEnded, reason: what.reason },
    },
  ]);
}
