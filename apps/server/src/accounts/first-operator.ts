import { randomUUIDv7 } from "node:crypto";
import { sql } from "drizzle-orm";
import { appendAudit, byServer } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { Problem } from "../problems/problem.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { requireAttempt } from "./limit-attempts.ts";
import { linkNotValid } from "./link-not-valid.ts";
import { requireGoodPassword } from "./require-good-password.ts";
import { LINK_LIFE_MS } from "./rules.ts";
import { endSession, startSession } from "./sessions.ts";
import { deleteLinksFor, hasOperator, insertAccount, insertLink, readLink, takeLink } from "./store.ts";
import { oneTimeLinks } from "./tables.ts";
import { createHashedToken, hashToken } from "./tokens.ts";

export interface FirstOperatorLinkDeps {
  readonly database: Database;
  /** The portal's address as people see it, without a slash at the end. */
  readonly publicUrl: string;
  readonly clock?: () => Date;
}

/**
 * While there is no operator, makes a new link for the first one and voids those of earlier starts. Portals that start at once make theirs
 * one after the other, and the last one's link works.
 *
 * @returns the link, to be printed for whoever runs the server and nowhere else; null once there is an operator
 */
export async function ensureFirstOperatorLink(deps: FirstOperatorLinkDeps): Promise<string | null> {
  const now = deps.clock?.() ?? new Date();
  const { token, tokenHash } = createHashedToken();
  return inTransaction(deps.database, async (tx) => {
    await tx.execute(sql`lock table ${oneTimeLinks} in share row exclusive mode`);
    if (await hasOperator(tx)) return null;
    await deleteLinksFor(tx, "first-operator");
    await insertLink(tx, {
      tokenHash,
      purpose: "first-operator",
      accountId: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LINK_LIFE_MS["first-operator"]),
    });
    await appendAudit(tx, byServer("start"), now, [
      { projectId: null, action: "first-operator.link-made", subject: "first-operator" },
    ]);
    return `${deps.publicUrl}/operator/first#token=${token}`;
  });
}

export interface FirstOperatorInput {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Makes the first operator's account and logs in. The address counts as proven: whoever holds the link runs the server.
 *
 * @returns the account and the token of its session
 * @throws {Problem} link-not-valid, password-too-weak, invalid-request (the address has an account), too-many-attempts
 */
export async function signUpFirstOperator(
  context: AccountsContext,
  caller: Caller,
  input: FirstOperatorInput,
): Promise<{ accountId: string; session: string }> {
  const now = context.clock();
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(context.database, { kind: "link-source", of: [caller.source] }, now, nobody);
  const tokenHash = hashToken(input.token);
  if (tokenHash === null || (await readLink(context.database, "first-operator", tokenHash, now)) === null)
    throw linkNotValid();
  const { email, name } = input;
  requireGoodPassword(input.password, { email, name, company: null });
  const passwordHash = await context.passwords.hash(input.password);
  return inTransaction(context.database, async (tx) => {
    if (!(await takeLink(tx, "first-operator", tokenHash, now)) || (await hasOperator(tx)))
      throw linkNotValid();
    const id = randomUUIDv7();
    const operator = { companyId: null, operator: true, operatorRole: "administrator" } as const;
    const account = { id, email, name, passwordHash, ...operator, createdAt: now };
    if (!(await insertAccount(tx, account))) throw addressTaken();
    await context.startInLanguage(tx, id, caller.language);
    if (caller.sessionToken !== null) await endSession(tx, caller.sessionToken);
    const session = await startSession(tx, id, caller, now);
    await appendAudit(tx, auditOrigin(caller, email, id), now, [
      {
        projectId: null,
        action: "account.created",
        subject: `account:${id}`,
        after: { email, name, ...operator },
      },
      { projectId: null, action: "account.logged-in", subject: `account:${id}` },
    ]);
    return { accountId: id, session };
  });
}

function addressTaken(): Problem {
  const detail = "This e-mail address has a partner's account. Take another one for the operator.";
  return new Problem("invalid-request", detail, { fields: [{ pointer: "/email", detail }] });
}
