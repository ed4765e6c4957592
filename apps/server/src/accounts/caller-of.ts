import type { FastifyRequest } from "fastify";
import type { Caller } from "./context.ts";
import { deviceOf } from "./device.ts";
import { languageAskedFor } from "./language-asked-for.ts";
import { sourceOf } from "./limit-attempts.ts";
import { readSessionCookie } from "./session-cookie.ts";

export function callerOf(request: FastifyRequest, production: boolean): Caller {
  return {
    address: request.ip,
    requestId: request.id,
    device: deviceOf(request.headers["user-agent"]),
    language: languageAskedFor(request.headers["accept-language"]),
    source: sourceOf(request.ip),
    sessionToken: readSessionCookie(request, production),
  };
}
