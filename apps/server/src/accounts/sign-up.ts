import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { confirmEmailMail, knownAddressMail } from "./account-mails/mails.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { requireAttempt } from "./limit-attempts.ts";
import { readerOf } from "./reader-of.ts";
import { requireGoodPassword } from "./require-good-password.ts";
import { LINK_LIFE_MS } from "./rules.ts";
import { findAccount, insertSignUp } from "./store.ts";
import { createHashedToken } from "./tokens.ts";

export interface SignUpInput {
  readonly name: string;
  readonly company: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Notes a sign-up and mails its link; an account is made when the link is opened. An address that has an account gets a mail that says
 * so. Neither the answer nor the time tells the two apart, and the limits count both alike.
 *
 * @throws {Problem} password-too-weak, too-many-attempts
 */
export async function signUp(context: AccountsContext, caller: Caller, input: SignUpInput): Promise<void> {
  const now = context.clock();
  const origin = auditOrigin(caller, input.email, null);
  await requireAttempt(context.database, { kind: "sign-up-source", of: [caller.source] }, now, origin);
  requireGoodPassword(input.password, input);
  const mailsFromSource = { kind: "mail-from-source", of: [input.email, caller.source] } as const;
  await requireAttempt(context.database, mailsFromSource, now, origin);
  await requireAttempt(context.database, { kind: "mail", of: [input.email] }, now, origin);
  const passwordHash = await context.passwords.hash(input.password);
  const { token, tokenHash } = createHashedToken();
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS["confirm-email"]);
  await inTransaction(context.database, async (tx) => {
    const known = await findAccount(tx, input.email);
    if (known === null) {
      await insertSignUp(tx, {
        tokenHash,
        email: input.email,
        name: input.name,
        companyName: input.company,
        passwordHash,
        createdAt: now,
        expiresAt,
      });
      const reader = { email: input.email, language: caller.language };
      await queueMail(tx, now, confirmEmailMail(context.mail(), reader, token, expiresAt));
    } else {
      await queueMail(tx, now, knownAddressMail(context.mail(), await readerOf(tx, context, known)));
    }
    await appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.signed-up",
        subject: known === null ? `sign-up:${input.email}` : `account:${known.id}`,
        after: { name: input.name, company: input.company, addressKnown: known !== null },
      },
    ]);
  });
}
