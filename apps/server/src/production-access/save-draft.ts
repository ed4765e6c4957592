import { randomUUIDv7 } from "node:crypto";
import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { requireAnswers } from "./require-answers.ts";
import { type Answers, afterStep, type Plan } from "./rules.ts";
import { insertRequest, lockRequestOf, type ProductionRequest, updateRequest } from "./store.ts";

/**
 * Keeps what has been answered so far, for whoever in the team goes on.
 *
 * @throws {Problem} not-found, not-allowed, wrong-state once it was submitted
 */
export async function saveDraft(
  database: Database,
  who: Who,
  what: { readonly projectId: string; readonly plan: Plan; readonly answers: Answers },
): Promise<void> {
  const { project } = await requireRole(database, who.signedIn, what.projectId, "production.request");
  await requireAnswers(database, project.apiService, what.answers, "draft");
  await inTransaction(database, async (tx) => {
    const { plan, answers } = what;
    const draft = emptyRequest(project.id, plan, answers, who.now);
    if (!(await insertRequest(tx, draft))) {
      const request = await lockRequestOf(tx, project.id);
      if (request === null || afterStep(request.state, "save") === null)
        throw new Problem("wrong-state", "The request has been submitted: open the page anew.");
      await updateRequest(tx, request.id, { plan, answers });
    }
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "production.draft-saved",
        subject: `project:${project.id}`,
        after: { plan },
      },
    ]);
  });
}

export function emptyRequest(projectId: string, plan: Plan, answers: Answers, now: Date): ProductionRequest {
  return {
    id: randomUUIDv7(),
    projectId,
    environmentId: null,
    plan,
    answers,
    state: "draft",
    createdAt: now,
    submittedAt: null,
    submittedBy: null,
    submittedByEmail: null,
    assignee: null,
    firstBy: null,
    firstByEmail: null,
    firstAt: null,
    secondBy: null,
    secondByEmail: null,
    decidedAt: null,
    contractId: null,
  };
}
