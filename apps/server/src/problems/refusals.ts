import { z } from "zod";
import { CATALOGUE, type ProblemCode } from "./catalogue.ts";

/** RFC 9457 problem details, as the OpenAPI document describes them. */
const problemAnswer = z
  .object({
    type: z.string().describe("urn:gatehouse:problem:<code>"),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe("A sentence a person can act on."),
    code: z.string(),
    reasonCode: z
      .string()
      .optional()
      .describe("The word of the published Developers API for the same thing."),
    requestId: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().describe("RFC 6901, into the body."), detail: z.string() }))
      .optional(),
  })
  .meta({ id: "Problem" });

/**
 * For a route's `response`, beside its own answers: what it refuses, each status with its codes. The type says nothing of them, because
 * handlers throw refusals and never return them.
 */
export function refusals(...codes: readonly ProblemCode[]): object {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = CATALOGUE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      { description: those.join(", "), content: { "application/problem+json": { schema: problemAnswer } } },
    ]),
  );
}
