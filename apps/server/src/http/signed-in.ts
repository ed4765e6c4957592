import type { FastifyRequest } from "fastify";
import { isOperatorAllowed, type OperatorAction } from "../permissions.ts";
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

/**
 * Whoever is logged in, if it is one of the provider's own people and they may do this. For everybody else there is no such address, so
 * that nobody learns what operators can do.
 *
 * @throws {Problem} not-logged-in, not-found
 */
export function requireOperator(request: FastifyRequest, action: OperatorAction): SignedIn {
  const signedIn = requireSignedIn(request);
  if (signedIn.operator && isOperatorAllowed(action)) return signedIn;
  throw new Problem("not-found", "There is nothing at this address.");
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

/** @throws {Problem} not-logged-in, not-found for all but operators */
export function operatorWhoOf(request: FastifyRequest, action: OperatorAction, now: Date): Who {
  return { signedIn: requireOperator(request, action), origin: originOf(request), now };
}
