import { randomBytes, randomUUIDv7 } from "node:crypto";
import { appendAudit } from "../audit/append.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import type { OperatorRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import type { AccountsContext } from "./context.ts";
import { newOperatorMail } from "./mails.ts";
import { LINK_LIFE_MS } from "./rules.ts";
import { insertAccount, insertLink } from "./store.ts";
import { tellDesk } from "./tell-desk.ts";
import { createHashedToken } from "./tokens.ts";

/**
 * Makes an account for another one of the provider's people and mails them a link by which they choose their password. Once the link is
 * over, they ask for another one as whoever has forgotten theirs.
 *
 * @throws {Problem} invalid-request (the address has an account)
 */
export async function addOperator(
  context: AccountsContext,
  who: OperatorWho,
  what: { readonly name: string; readonly email: string; readonly role: OperatorRole },
): Promise<void> {
  const { name, email, role } = what;
  const { token, tokenHash } = createHashedToken();
  // Nobody knows it: one logs in once the link of the mail was used.
  const passwordHash = await context.passwords.hash(randomBytes(32).toString("base64url"));
  const expiresAt = new Date(who.now.getTime() + LINK_LIFE_MS["new-operator"]);
  await asOperator(context.database, who, async (tx) => {
    const id = randomUUIDv7();
    const operator = { companyId: null, operator: true, operatorRole: role } as const;
    const account = { id, email, name, passwordHash, ...operator, createdAt: who.now };
    if (!(await insertAccount(tx, account))) {
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
    await tellDesk(tx, context, who, { kind: "added", email, role });
    await queueMail(tx, who.now, newOperatorMail(context.mail(), email, token, expiresAt));
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "account.created",
        subject: `account:${id}`,
        after: { email, name, ...operator },
      },
    ]);
  });
}
