import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest, onRequestHookHandler } from "fastify";
import { ApiError } from "./api-error.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Lets in only the gateway, which knows the secret, and only with the environment it speaks for. The secrets are compared by their
 * digests, in constant time whatever the length.
 */
export function admitGateway(secret: string): onRequestHookHandler {
  const expected = digest(secret);
  return async (request) => {
    if (request.routeOptions.url === "/livez") return;
    const given = request.headers["x-gatehouse-upstream-secret"];
    if (typeof given !== "string" || !timingSafeEqual(digest(given), expected)) {
      throw new ApiError(403, 10021, "You are not authorized.");
    }
    environmentOf(request);
  };
}

/** The tenant of a call, from the gateway's header. Every query is bound to it. */
export function environmentOf(request: FastifyRequest): string {
  const value = request.headers["x-gatehouse-environment"];
  if (typeof value !== "string" || !UUID.test(value)) {
    throw new ApiError(400, 10005, "Missing parameter (x-gatehouse-environment)");
  }
  return value.toLowerCase();
}

function digest(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}
