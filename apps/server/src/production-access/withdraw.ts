import { appendAudit } from "../audit/append.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { afterStep } from "./rules.ts";
import { lockRequestOf, note, type ProductionRequest, updateRequest } from "./store.ts";

/**
 * Takes a request back that is not decided yet. Credentials and keys stay, and go on waiting.
 *
 * @throws {Problem} not-found, not-allowed, wrong-state
 */
export async function withdrawRequest(database: Database, who: Who, projectId: string): Promise<void> {
  await withRequest(database, who, projectId, async (tx, request) => {
    const state = afterStep(request.state, "withdraw");
    if (state === null) throw new Problem("wrong-state", `The request is ${request.state} meanwhile.`);
    await updateRequest(tx, request.id, { state, firstBy: null, firstByEmail: null, firstAt: null });
    const author = { side: "partner", author: who.signedIn.email } as const;
    await note(tx, { requestId: request.id, at: who.now, ...author, kind: state, text: null });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: request.projectId,
        action: "production.withdrawn",
        subject: `project:${request.projectId}`,
        before: { state: request.state },
        after: { state },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "production.withdrawn",
      projectId: request.projectId,
      environmentId: null,
      facts: { plan: request.plan },
    });
  });
}

/** @throws {Problem} not-found, not-allowed, timeline-full */
export async function commentOnRequest(
  database: Database,
  who: Who,
  what: { readonly projectId: string; readonly text: string },
): Promise<void> {
  await withRequest(database, who, what.projectId, async (tx, request) => {
    const author = { side: "partner", author: who.signedIn.email } as const;
    await note(tx, { requestId: request.id, at: who.now, ...author, kind: "comment", text: what.text });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: request.projectId,
        action: "production.commented",
        subject: `project:${request.projectId}`,
      },
    ]);
  });
}

async function withRequest(
  database: Database,
  who: Who,
  projectId: string,
  work: (tx: Transaction, request: ProductionRequest) => Promise<void>,
): Promise<void> {
  const { project } = await requireRole(database, who.signedIn, projectId, "production.request");
  await inTransaction(database, async (tx) => {
    const request = await lockRequestOf(tx, project.id);
    if (request === null) throw new Problem("not-found", "Nobody has requested Production for this project.");
    await work(tx, request);
  });
}
