import { randomBytes, randomUUIDv7 } from "node:crypto";
import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import { holdRight } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import type { OperatorRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import type { AccountsContext } from "./context.ts";
import { makeAdministrator } from "./make-administrator.ts";
import { newOperatorMail } from "./people-mails/mails.ts";
import { readerOf } from "./reader-of.ts";
import { LINK_LIFE_MS } from "./rules.ts";
import { insertAccount, insertLink, lockAccount, lockAdministrators } from "./store.ts";
import { tellDesk } from "./tell-desk.ts";
import { createHashedToken } from "./tokens.ts";

/**
 * Makes an account for another one of the provider's people and mails them a link by which they choose their password. Once the link is
 * over, they ask for another one as whoever has forgotten theirs. An administrator is a reviewer first, and becomes one as all do.
 *
 * @returns `waits`: another administrator is to confirm that they become one too
 * @throws {Problem} invalid-request (the address has an account), second-pair-of-eyes
 */
export async function addOperator(
  context: AccountsContext,
  who: OperatorWho,
  what: { readonly name: string; readonly email: string; readonly role: OperatorRole },
): Promise<"done" | "waits"> {
  const { name, email, role } = what;
  const { token, tokenHash } = createHashedToken();
  // Nobody knows it: one logs in once the link of the mail was used.
  const passwordHash = await context.passwords.hash(randomBytes(32).toString("base64url"));
  const expiresAt = new Date(who.now.getTime() + LINK_LIFE_MS["new-operator"]);
  return inTransaction(context.database, async (tx) => {
    const administrators = await lockAdministrators(tx);
    await holdRight(tx, who);
    const id = randomUUIDv7();
    const operator = { companyId: null, operator: true, operatorRole: "reviewer" } as const;
    if (!(await insertAccount(tx, { id, email, name, passwordHash, ...operator, createdAt: who.now }))) {
      const detail = "This e-mail address has an account already.";
      throw new Problem("invalid-request", detail, { fields: [{ pointer: "/email", detail }] });
    }
    await insertLink(tx, {
      tokenHash,
      purpose: "reset-password",
      accountId: id,
      createdAt: who.now,
      expiresAt,
    });
    await tellDesk(tx, context, who.now, { kind: "added", email, role: "reviewer", by: who.signedIn.email });
    // Until they choose another one, that of the colleague who has added them.
    const { language } = await readerOf(tx, context, who.signedIn);
    await context.startInLanguage(tx, id, language);
    await queueMail(tx, who.now, newOperatorMail(context.mail(), { email, language }, token, expiresAt));
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "account.created",
        subject: `account:${id}`,
        after: { email, name, ...operator },
      },
    ]);
    if (role === "reviewer") return "done";
    const account = await lockAccount(tx, id);
    if (account === null) throw new Error("an account that was made is gone");
    return makeAdministrator(tx, context, who, account, administrators.length);
  });
}
