import { z } from "zod";
import type { Database } from "../database/database.ts";
import { PLANS, REQUEST_STATES } from "./rules.ts";
import { type ProductionRequest, requestEvents } from "./store.ts";

const answer = z.string().optional();

export const requestAnswer = z.object({
  id: z.uuid(),
  plan: z.enum(PLANS),
  state: z.enum(REQUEST_STATES),
  answers: z.object({ useCase: answer, data: answer, volume: answer, contact: answer }),
  createdAt: z.iso.datetime(),
  submittedAt: z.iso.datetime().nullable(),
  submittedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  timeline: z
    .array(
      z.object({
        id: z.uuid(),
        at: z.iso.datetime(),
        side: z.enum(["partner", "provider"]),
        author: z.string(),
        kind: z.string(),
        text: z.string().nullable(),
      }),
    )
    .describe("What has happened and what was said, oldest first; both sides read the same."),
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
    timeline: events.map(({ id, at, side, author, kind, text }) => ({
      id,
      at: at.toISOString(),
      side,
      author,
      kind,
      text,
    })),
  };
}
