import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { Problem } from "../problems/problem.ts";
import { operatorWhoOf, type SignedIn } from "./signed-in.ts";

const now = new Date("2026-05-01T10:00:00Z");
const grace = {
  id: "1",
  name: "Grace",
  email: "grace@provider.test",
  companyId: null,
  operator: true,
  operatorRole: "administrator",
  shownSecondFactor: false,
  owesSecondFactor: false,
} as const;

function requestOf(signedIn: SignedIn | null): FastifyRequest {
  return { signedIn, ip: "192.0.2.1", id: "request" } as FastifyRequest;
}

function refusalOf(signedIn: SignedIn | null): string {
  try {
    operatorWhoOf(requestOf(signedIn), "policy.change", now);
  } catch (error) {
    if (error instanceof Problem) return error.code;
  }
  return "none";
}

test("an operator acts in their own name", () => {
  expect(operatorWhoOf(requestOf(grace), "policy.change", now)).toEqual({
    signedIn: grace,
    action: "policy.change",
    origin: { accountId: "1", actor: "grace@provider.test", address: "192.0.2.1", requestId: "request" },
    now,
  });
});

test("what operators do isn't there for partners, and strangers are asked to log in", () => {
  expect(refusalOf({ ...grace, operator: false, operatorRole: null, companyId: "2" })).toBe("not-found");
  expect(refusalOf(null)).toBe("not-logged-in");
});

test("a reviewer knows of what administrators do, and is told that it isn't theirs", () => {
  expect(refusalOf({ ...grace, operatorRole: "reviewer" })).toBe("not-allowed");
});
