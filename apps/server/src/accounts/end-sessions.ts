import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { endOtherSessions, endSessionOf } from "./sessions.ts";

/**
 * Ends one of one's own sessions, at once: its next request is one of nobody.
 *
 * @throws {Problem} not-found, also for the sessions of others
 */
export async function endOneSession(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  id: string,
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    const device = await endSessionOf(tx, signedIn.id, id);
    if (device === null) throw new Problem("not-found", "There is no such session of yours any more.");
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), context.clock(), [
      {
        projectId: null,
        action: "account.session-ended",
        subject: `account:${signedIn.id}`,
        after: { device },
      },
    ]);
  });
}

/**
 * Ends all sessions of the account but the one that asks.
 *
 * @returns how many
 */
export async function endAllOtherSessions(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
): Promise<number> {
  return inTransaction(context.database, async (tx) => {
    const sessionsEnded = await endOtherSessions(tx, signedIn.id, caller.sessionToken);
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), context.clock(), [
      {
        projectId: null,
        action: "account.other-sessions-ended",
        subject: `account:${signedIn.id}`,
        after: { sessionsEnded },
      },
    ]);
    return sessionsEnded;
  });
}
