import type { FastifyRequest } from "fastify";
import { Problem } from "../problems/problem.ts";

/** Who a request comes from. The accounts room fills it in for each request with a session. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly companyId: string | null;
  readonly operator: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    signedIn: SignedIn | null;
  }
}

/** @throws {Problem} not-logged-in */
export function requireSignedIn(request: FastifyRequest): SignedIn {
  if (request.signedIn === null) throw new Problem("not-logged-in", "Log in to go on.");
  return request.signedIn;
}

/** Where an action comes from, for the audit log. */
export interface Origin {
  readonly accountId: string | null;
  readonly actor: string;
  readonly address: string;
  readonly requestId: string;
}

export function originOf(request: FastifyRequest): Origin {
  return {
    accountId: request.signedIn?.id ?? null,
    actor: request.signedIn?.email ?? "nobody",
    address: request.ip,
    requestId: request.id,
  };
}

/** Who does something for which one must be logged in, from where, and when. */
export interface Who {
  readonly signedIn: SignedIn;
  readonly origin: Origin;
  readonly now: Date;
}

/** @throws {Problem} not-logged-in */
export function whoOf(request: FastifyRequest, now: Date): Who {
  return { signedIn: requireSignedIn(request), origin: originOf(request), now };
}
