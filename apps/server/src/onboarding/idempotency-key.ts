import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Problem } from "../problems/problem.ts";

/** A string of RFC 9651 (section 3.3.3) that holds a UUID; the quotes may be missing, as many programs send it. */
const FORM = /^"?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"?$/i;

export const idempotencyHeaders = z.object({
  "idempotency-key": z
    .string()
    .optional()
    .describe('A UUID in quotes, in the place of draftId: "8e03978e-40d5-43dd-bc93-6894a57f9324".'),
});

/**
 * The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) as the body's draftId, which does the same: what programs send with
 * every request needs no place in the body.
 *
 * @throws {Problem} invalid-request for what is no UUID, or differs from a draftId that is there as well
 */
export async function takeIdempotencyKey(request: FastifyRequest): Promise<void> {
  const given = request.headers["idempotency-key"];
  const { body } = request;
  if (given === undefined || typeof body !== "object" || body === null) return;
  const draftId = FORM.exec(String(given))?.[1]?.toLowerCase();
  if (draftId === undefined)
    throw invalid("Idempotency-Key holds a UUID in quotes, made anew for each project.");
  const own = (body as { draftId?: unknown }).draftId;
  if (own !== undefined && own !== draftId)
    throw invalid("Idempotency-Key and draftId differ: leave one of them out.");
  request.body = { ...body, draftId };
}

function invalid(detail: string): Problem {
  return new Problem("invalid-request", detail, { fields: [{ pointer: "/draftId", detail }] });
}
