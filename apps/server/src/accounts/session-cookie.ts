import type { FastifyReply, FastifyRequest } from "fastify";
import { SESSION_LIFE_MS } from "./rules.ts";

/**
 * With `__Host-` a browser takes the cookie from HTTPS only, for this host and all its paths, so that no neighbouring host can plant one
 * (RFC 6265bis §4.1.3.2). Development is plain HTTP on this machine and goes without.
 */
export function sessionCookieName(production: boolean): string {
  return production ? "__Host-gatehouse.session" : "gatehouse.session";
}

export function readSessionCookie(request: FastifyRequest, production: boolean): string | null {
  return request.cookies[sessionCookieName(production)] ?? null;
}

export function setSessionCookie(reply: FastifyReply, production: boolean, token: string): void {
  reply.setCookie(sessionCookieName(production), token, {
    ...attributes(production),
    maxAge: SESSION_LIFE_MS / 1_000,
  });
}

export function clearSessionCookie(reply: FastifyReply, production: boolean): void {
  reply.clearCookie(sessionCookieName(production), attributes(production));
}

function attributes(production: boolean) {
  return { path: "/", httpOnly: true, sameSite: "lax", secure: production } as const;
}
