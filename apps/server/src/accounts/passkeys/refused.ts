import { type AuditOrigin, appendAudit } from "../../audit/append.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { Problem } from "../../problems/problem.ts";

/** Why an answer of an authenticator is refused, for the trail. */
export type RefusedFor = "unknown" | "challenge" | "signature" | "counter";

/** One refusal for all reasons: which of them it was helps nobody who means well. */
export function passkeyRefused(): Problem {
  return new Problem(
    "passkey-refused",
    "This passkey could not be accepted. Try again; if it stays, log in with your password and add the passkey anew.",
  );
}

/** Writes down why, and refuses. */
export async function refusePasskey(
  database: Database,
  origin: AuditOrigin,
  now: Date,
  accountId: string | null,
  reason: RefusedFor,
): Promise<never> {
  await inTransaction(database, (tx) =>
    appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.passkey-refused",
        subject: accountId === null ? "account:none" : `account:${accountId}`,
        after: { reason },
      },
    ]),
  );
  throw passkeyRefused();
}
