import { auditOrigin } from "../../accounts/audit-origin.ts";
import type { Caller } from "../../accounts/context.ts";
import { insertPartner } from "../../accounts/insert-partner.ts";
import { requireAttempt } from "../../accounts/limit-attempts.ts";
import { linkNotValid } from "../../accounts/link-not-valid.ts";
import { requireGoodPassword } from "../../accounts/require-good-password.ts";
import { findAccount } from "../../accounts/store.ts";
import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import { Problem } from "../../problems/problem.ts";
import { join, lockInvitation, requireInvitationToken } from "./accept-invitation.ts";
import type { JoinContext } from "./context.ts";
import { readInvitation } from "./store.ts";

/**
 * Makes an account for the invited address, joins and logs in. The link came to the mailbox and nowhere else, so the address is confirmed
 * by it; sign-ups that wait for that address are void.
 *
 * @returns the account, the project and the token of the session
 * @throws {Problem} link-not-valid, password-too-weak, account-exists, too-many-attempts, unavailable
 */
export async function signUpByInvitation(
  context: JoinContext,
  caller: Caller & { readonly now: Date },
  asked: {
    readonly token: string;
    readonly name: string;
    readonly company: string;
    readonly password: string;
  },
): Promise<{ projectId: string; session: string }> {
  const { database } = context;
  const { now } = caller;
  const nobody = auditOrigin(caller, "nobody", null);
  const tokenHash = await requireInvitationToken(database, nobody, now, {
    token: asked.token,
    source: caller.source,
  });
  const seen = await readInvitation(database, tokenHash, now);
  if (seen === null) throw linkNotValid();
  const { email } = seen;
  const stranger = auditOrigin(caller, email, null);
  await requireAttempt(database, { kind: "sign-up-source", of: [caller.source] }, now, stranger);
  if ((await findAccount(database, email)) !== null) throw accountExists();
  const { name, company } = asked;
  requireGoodPassword(asked.password, { email, name, company });
  const passwordHash = await context.passwords.hash(asked.password);
  return inTransaction(database, async (tx) => {
    const { invitation, project } = await lockInvitation(tx, tokenHash, now);
    const { encryptionKeysEnabled } = context;
    const person = { email, name, companyName: company, passwordHash, encryptionKeysEnabled };
    const made = await insertPartner(tx, context, caller, person, now);
    if (made === null) throw accountExists();
    const { id, session, events } = made;
    const origin = auditOrigin(caller, email, id);
    await join(tx, { person: { id, name, email }, origin, now }, invitation, project);
    await appendAudit(tx, origin, now, events);
    return { projectId: project.id, session };
  });
}

function accountExists(): Problem {
  return new Problem(
    "account-exists",
    "This address has an account already: log in with it, then open the link again.",
  );
}
