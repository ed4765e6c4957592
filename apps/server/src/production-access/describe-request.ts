import { z } from "zod";
import { describeTimeline, timelineAnswer } from "../companies/timeline.ts";
import type { Database } from "../database/database.ts";
import { PLANS, REQUEST_STATES } from "./rules.ts";
import { type ProductionRequest, requestEvents } from "./store.ts";

export const requestAnswer = z.object({
  id: z.uuid(),
  plan: z.enum(PLANS),
  state: z.enum(REQUEST_STATES),
  answers: z.record(z.string(), z.string()).describe("By the question's id."),
  createdAt: z.iso.datetime(),
  submittedAt: z.iso.datetime().nullable(),
  submittedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  timeline: timelineAnswer,
});

export async function describeRequest(
  tx: Pick<Database, "select">,
  request: ProductionRequest,
): Promise<z.infer<typeof requestAnswer>> {
  const events = await requestEvents(tx, request.id);
  return {
    id: request.id,
    plan: request.plan,
    state: request.state,
    answers: request.answers,
    createdAt: request.createdAt.toISOString(),
    submittedAt: request.submittedAt?.toISOString() ?? null,
    submittedBy: request.submittedByEmail,
    decidedAt: request.decidedAt?.toISOString() ?? null,
    timeline: describeTimeline(events),
  };
}
