import type { FastifyInstance } from "fastify";
import { ApiError } from "./api-error.ts";

/** Every error leaves as `{code, message}`; what is not the caller's fault tells nothing of the inside. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof ApiError) {
      return reply.code(error.status).send({ code: error.code, message: error.message });
    }
    const status = statusOf(error);
    if (status === 413)
      return reply.code(413).send({ code: 14020, message: "Bad request. (body too large)" });
    if (status >= 400 && status < 500) {
      return reply.code(400).send({ code: 14020, message: "Bad request. (not readable as JSON)" });
    }
    request.log.error({ err: error }, "call failed");
    return reply.code(500).send({ code: 10000, message: "Test Drive could not answer. Try again." });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 14001, message: "Resource not found. (Test Drive does not simulate it)" }),
  );
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" ? status : 500;
}
