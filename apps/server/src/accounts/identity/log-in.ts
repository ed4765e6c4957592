import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { enter, type LogInOutcome } from "../enter.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { lockAccount } from "../store.ts";
import { finishFlow } from "./finish.ts";
import type { IdentityService } from "./service.ts";
import { findIdentity } from "./store.ts";

/**
 * Logs in whoever the identity service vouches for, if they have linked that identity to their account. Issuer and subject decide and nothing
 * else: an e-mail address that the service tells can be anybody's, and opens no account. What else a log-in asks for is asked for.
 *
 * @throws {Problem} identity-not-linked, log-in-expired, identity-refused, identity-service-away, too-many-attempts
 */
export async function logInByIdentity(
  context: AccountsContext,
  service: IdentityService,
  caller: Caller,
  brought: { readonly token: string; readonly query: string },
): Promise<LogInOutcome> {
  const { database, clock } = context;
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(database, { kind: "link-source", of: [caller.source] }, clock(), nobody);
  const flow = { ...brought, purpose: "log-in", accountId: null, projectId: null } as const;
  const identity = await finishFlow({ database, clock, service }, flow, "id-token");
  const outcome = await inTransaction(database, async (tx) => {
    const linked = await findIdentity(tx, identity.issuer, identity.subject);
    const account = linked === null ? null : await lockAccount(tx, linked.accountId);
    // Looked at again under the lock: it may have been unlinked meanwhile.
    if (account === null || (await findIdentity(tx, identity.issuer, identity.subject)) === null) {
      await appendAudit(tx, nobody, clock(), [
        { projectId: null, action: "account.identity-unknown", subject: "account:none" },
      ]);
      return null;
    }
    return enter(tx, caller, account, clock(), "identity");
  });
  if (outcome === null) {
    throw new Problem(
      "identity-not-linked",
      `This identity of ${service.name} isn't linked to an account. Log in with your password, or sign up, and link it on the page of your account.`,
    );
  }
  return outcome;
}
