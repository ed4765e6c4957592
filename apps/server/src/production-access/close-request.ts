import { appendAudit } from "../audit/append.ts";
import type { Transaction } from "../database/database.ts";
import type { Who } from "../http/signed-in.ts";
import { afterStep } from "./rules.ts";
import { insertEvent, lockRequestOf, updateRequest } from "./store.ts";

/**
 * Takes back what is still to be decided of a project that is being deleted: nobody at the provider's desk looks at it any more. A draft
 * was never theirs, and what is decided stays as it was decided.
 *
 * Call it with the project locked and before its environments are: an approval locks them in this order too.
 */
export async function closeRequest(tx: Transaction, who: Who, projectId: string): Promise<void> {
  const request = await lockRequestOf(tx, projectId);
  const state = request === null ? null : afterStep(request.state, "withdraw");
  if (request === null || state === null) return;
  await updateRequest(tx, request.id, { state, firstBy: null, firstByEmail: null, firstAt: null });
  // Written past the bound of a timeline: a full one keeps no project from being deleted.
  const author = { side: "partner", author: who.signedIn.email } as const;
  await insertEvent(tx, {
    requestId: request.id,
    at: who.now,
    ...author,
    kind: "project-deleted",
    text: null,
  });
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId,
      action: "production.closed",
      subject: `project:${projectId}`,
      before: { state: request.state },
      after: { state },
    },
  ]);
}
