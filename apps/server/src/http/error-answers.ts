import type { FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { type FieldError, Problem, problemDetails } from "../problems/problem.ts";

/** Turns whatever a handler threw into RFC 9457 problem details. What isn't a refusal is logged and told to nobody. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  if (problem.code === "internal-error")
    request.log.error({ err: error, requestId: request.id }, "unexpected error");
  return send(problem, request, reply);
}

export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return send(new Problem("not-found", "There is nothing at this address."), request, reply);
}

function send(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.retryAfterSeconds !== null) reply.header("retry-after", String(problem.retryAfterSeconds));
  return reply
    .code(problem.status)
    .type("application/problem+json; charset=utf-8")
    .serializer((details: unknown) => JSON.stringify(details))
    .send(problemDetails(problem, request.id));
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map(
      (issue): FieldError => ({
        pointer: issue.instancePath || "/",
        detail: issue.message ?? "is not valid",
      }),
    );
    return new Problem("invalid-request", "Check the marked fields.", { fields });
  }
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem("body-too-large", "The body is larger than any request of this API needs to be.");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Problem("unsupported-media-type", "Send the body with content-type: application/json.");
    case "FST_ERR_CTP_INVALID_JSON_BODY":
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
      return new Problem("malformed-json", "The body could not be read as JSON.");
  }
  if (error instanceof SyntaxError && "statusCode" in error) {
    return new Problem("malformed-json", "The body could not be read as JSON.");
  }
  return new Problem("internal-error", "Try again; if it stays, tell the operators the request id.");
}
