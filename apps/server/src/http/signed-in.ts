import type { FastifyRequest } from "fastify";
import { isOperatorAllowed, type OperatorAction, type OperatorRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import { secondFactorOwed } from "./operator-second-factor.ts";

/** Who a request comes from. The accounts room fills it in for each request with a session. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly companyId: string | null;
  readonly operator: boolean;
  /** Null for everybody but operators. */
  readonly operatorRole: OperatorRole | null;
  /** Has a second factor been shown in this session: a passkey, or beside the password a code of an app or a recovery code? */
  readonly shownSecondFactor: boolean;
  /** Of an operator: is a second factor asked of them that hasn't been shown in this session? False for everybody else. */
  readonly owesSecondFactor: boolean;
}

/** One of the provider's own people. */
export interface Operator extends SignedIn {
  readonly operatorRole: OperatorRole;
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
 * Whoever is logged in, for what tells operators of partners as well: one of them who owes a second factor isn't told.
 *
 * @throws {Problem} not-logged-in, second-factor-required
 */
export function requireNothingOwed(request: FastifyRequest): SignedIn {
  const signedIn = requireSignedIn(request);
  if (signedIn.owesSecondFactor) throw secondFactorOwed();
  return signedIn;
}

/**
 * Whoever is logged in, if it is one of the provider's own people and their role allows this. For everybody else there is no such address,
 * so that nobody learns what operators can do. Whoever owes a second factor neither sees nor does anything: what is behind this is about
 * all partners.
 *
 * @throws {Problem} not-logged-in, not-found, not-allowed for operators of another role, second-factor-required
 */
export function requireOperator(request: FastifyRequest, action: OperatorAction): Operator {
  const operator = requireOperatorAtDoor(request, action);
  if (operator.owesSecondFactor) throw secondFactorOwed();
  return operator;
}

/**
 * The same for the one answer that tells an operator that they owe a second factor.
 *
 * @throws {Problem} not-logged-in, not-found, not-allowed
 */
export function requireOperatorAtDoor(request: FastifyRequest, action: OperatorAction): Operator {
  const signedIn = requireSignedIn(request);
  return { ...signedIn, operatorRole: requireOperatorRole(signedIn.operatorRole, action) };
}

/**
 * @param role null: no operator
 * @throws {Problem} not-found, not-allowed
 */
export function requireOperatorRole(role: OperatorRole | null, action: OperatorAction): OperatorRole {
  if (role === null) throw new Problem("not-found", "There is nothing at this address.");
  if (!isOperatorAllowed(role, action))
    throw new Problem("not-allowed", "Only administrators of this desk can do this.");
  return role;
}

/** For routes that take large bodies: refuses whom they are not for before the body is read, so that nobody else's takes memory. */
export const beforeTheBody = {
  requireSignedIn: async (request: FastifyRequest): Promise<void> => {
    requireSignedIn(request);
  },
  requireOperator:
    (action: OperatorAction) =>
    async (request: FastifyRequest): Promise<void> => {
      requireOperator(request, action);
    },
};

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

/** An operator who does something. */
export interface OperatorWho extends Who {
  readonly signedIn: Operator;
  /** What they were let in for; the transaction asks again. */
  readonly action: OperatorAction;
}

/** @throws {Problem} not-logged-in, not-found for all but operators, not-allowed, second-factor-required */
export function operatorWhoOf(request: FastifyRequest, action: OperatorAction, now: Date): OperatorWho {
  return { signedIn: requireOperator(request, action), action, origin: originOf(request), now };
}
