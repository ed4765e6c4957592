import { GateError } from "../problems/gate-errors.ts";

export interface SentCredentials {
  readonly partnerId: string;
  readonly partnerSecret: string;
  /** The body's other fields, unchecked. */
  readonly more: Readonly<Record<string, unknown>>;
}

const LONGEST_PARTNER_ID = 64;
const LONGEST_SECRET = 255;

/** @throws {GateError} bad-request, missing-parameter, invalid-credentials */
export function readCredentials(body: Buffer): SentCredentials {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new GateError("bad-request", "the body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new GateError("bad-request", "the body is not a JSON object");
  }
  const { partnerId, partnerSecret, ...more } = value as Record<string, unknown>;
  if (typeof partnerId !== "string" || partnerId === "")
    throw new GateError("missing-parameter", "partnerId");
  if (typeof partnerSecret !== "string" || partnerSecret === "") {
    throw new GateError("missing-parameter", "partnerSecret");
  }
  if (partnerId.length > LONGEST_PARTNER_ID || partnerSecret.length > LONGEST_SECRET) {
    throw new GateError("invalid-credentials");
  }
  return { partnerId, partnerSecret, more };
}
