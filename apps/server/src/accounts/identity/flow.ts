import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LINK_LIFE_MS } from "../rules.ts";

/** What somebody goes to the identity service for. It stands before the state, with the project if it is about one, so that the page knows where to go on. */
export const FLOW_PURPOSES = ["log-in", "sign-up", "link", "company"] as const;
export type FlowPurpose = (typeof FLOW_PURPOSES)[number];

/** What binds an answer of the service to the browser that asked. */
export interface FlowSecrets {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636 §4.1. */
  readonly codeVerifier: string;
  /**
   * The service is to ask who it is, also of somebody who is logged in there: what lasts is not to be done by whoever sits at a browser
   * that somebody has left.
   */
  readonly again: boolean;
}

/**
 * All three come from the token in the browser's cookie, by hashes from which neither it nor the others can be found: the database holds
 * nothing that could finish a log-in, and an answer that another browser brings fits nothing.
 */
export function secretsOf(token: string, purpose: FlowPurpose, projectId: string | null = null): FlowSecrets {
  const derive = (use: string) =>
    createHash("sha256").update(`identity-flow:${purpose}:${use}:${token}`, "utf8").digest("base64url");
  return {
    state: [purpose, ...(projectId === null ? [] : [projectId]), derive("state")].join("."),
    nonce: derive("nonce"),
    codeVerifier: derive("code-verifier"),
    again: purpose !== "log-in",
  };
}

function cookieName(production: boolean): string {
  return production ? "__Host-gatehouse.identity" : "gatehouse.identity";
}

export function readFlowCookie(request: FastifyRequest, production: boolean): string {
  return request.cookies[cookieName(production)] ?? "";
}

/** Lax, since the browser comes back from another site. */
export function setFlowCookie(reply: FastifyReply, production: boolean, token: string): void {
  reply.setCookie(cookieName(production), token, {
    ...attributes(production),
    maxAge: LINK_LIFE_MS["identity-flow"] / 1_000,
  });
}

export function clearFlowCookie(reply: FastifyReply, production: boolean): void {
  reply.clearCookie(cookieName(production), attributes(production));
}

function attributes(production: boolean) {
  return { path: "/", httpOnly: true, sameSite: "lax", secure: production } as const;
}
