import type { AuditEvent } from "../../audit/append.ts";
import type { Transaction } from "../../database/database.ts";
import { deleteEmailChange } from "./store.ts";

/**
 * A new password voids the change of address that waits, as it does links and sessions: whoever knew the old one may have begun it, and an open
 * mailbox may have said yes to it.
 *
 * @returns what is to be written into the trail
 */
export async function voidEmailChange(
  tx: Transaction,
  accountId: string,
  now: Date,
): Promise<readonly AuditEvent[]> {
  const gone = await deleteEmailChange(tx, accountId);
  if (gone === null || gone.expiresAt <= now) return [];
  return [
    {
      projectId: null,
      action: "account.email-change-cancelled",
      subject: `account:${accountId}`,
      after: { email: gone.newEmail },
    },
  ];
}
