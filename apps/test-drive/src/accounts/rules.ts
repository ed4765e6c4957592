import { ApiError, invalidParameter, missingParameter } from "../http/api-error.ts";
import { type Query, readText } from "../http/read-query.ts";
import { type Profile, profileOf } from "./profiles.ts";

const USER_ID_FIELD = "102105001";
const PASSWORD_FIELD = "102105002";
/** A log-in form has two fields; more than a handful is not one. */
const MOST_CREDENTIALS = 10;

/**
 * The profile whose log-in is in the body of `addall`.
 *
 * @throws {ApiError} 10005 for a missing field, 103 where user name and password are not a profile's
 */
export function readProfileLogIn(body: unknown): Profile {
  const credentials = isRecord(body) ? body.credentials : undefined;
  if (credentials === undefined) throw missingParameter("credentials");
  if (!Array.isArray(credentials) || credentials.length > MOST_CREDENTIALS) {
    throw invalidParameter("credentials");
  }
  const profile = profileOf(fieldValue(credentials, USER_ID_FIELD), fieldValue(credentials, PASSWORD_FIELD));
  if (profile === null) throw new ApiError(400, 103, "Invalid credentials");
  return profile;
}

/** Which accounts a list is asked for; Test Drive's are all active, and none is of the validation kind ("ava"). */
export function wantsAccounts(query: Query): boolean {
  const status = readText(query, "status");
  if (status !== undefined && status !== "active" && status !== "pending") {
    throw new ApiError(400, 18017, "status parameter value must be 'active' or 'pending'");
  }
  const type = readText(query, "account_type");
  if (type !== undefined && type !== "ava") throw invalidParameter("account_type");
  return status !== "pending" && type === undefined;
}

function fieldValue(credentials: readonly unknown[], id: string): string {
  const field = credentials.filter(isRecord).find((candidate) => candidate.id === id);
  if (typeof field?.value !== "string") throw missingParameter(id);
  return field.value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
