import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { endSession } from "./sessions.ts";

/** Ends the session for good, on the server: a copy of the cookie is worth nothing afterwards. */
export async function logOut(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn | null,
): Promise<void> {
  const { sessionToken } = caller;
  if (sessionToken === null) return;
  await inTransaction(context.database, async (tx) => {
    if (!(await endSession(tx, sessionToken)) || signedIn === null) return;
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), context.clock(), [
      { projectId: null, action: "account.logged-out", subject: `account:${signedIn.id}` },
    ]);
  });
}
