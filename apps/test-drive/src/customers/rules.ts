import { ApiError, invalidParameter, missingParameter } from "../http/api-error.ts";

export interface NewCustomer {
  readonly username: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly applicationId: string | null;
}

export interface CustomerNames {
  readonly firstName?: string;
  readonly lastName?: string;
}

/** More than any test needs, few enough that a search without an index is quick. */
export const MOST_CUSTOMERS = 10_000;

const USERNAME = /^[A-Za-z0-9!@.#$%&*_\-+]{6,255}$/;
/** Letters of any script with their marks, and what names have between them. */
const PERSON_NAME = /^[\p{L}\p{M}\p{N} .,'’\-&()]{1,255}$/u;
const LONGEST_FIELD = 255;

/** The body of "add customer" (@throws {ApiError} 10005, 10100, 110039, 45003). */
export function readNewCustomer(body: unknown): NewCustomer {
  const fields = asObject(body);
  const username = readField(fields, "username");
  if (username === null) throw missingParameter("username");
  if (!USERNAME.test(username)) throw new ApiError(400, 110039, "Username is not as per the policy.");
  return {
    username,
    firstName: readName(fields, "firstName"),
    lastName: readName(fields, "lastName"),
    phone: readField(fields, "phone"),
    email: readField(fields, "email"),
    applicationId: readField(fields, "applicationId"),
  };
}

/** The body of "modify customer": at least one of the names (@throws {ApiError} 10025). */
export function readCustomerNames(body: unknown): CustomerNames {
  const fields = asObject(body);
  const firstName = readName(fields, "firstName");
  const lastName = readName(fields, "lastName");
  if (firstName === null && lastName === null) throw new ApiError(400, 10025, "No data to update.");
  return { ...(firstName === null ? {} : { firstName }), ...(lastName === null ? {} : { lastName }) };
}

/** Test Drive has testing customers only; "active" is a type that exists and that nobody has here. */
export function wantsTestingCustomers(type: string | undefined): boolean {
  if (type === undefined || type === "testing") return true;
  if (type === "active") return false;
  throw new ApiError(400, 14016, "Invalid customer type.");
}

function asObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw missingParameter("body");
  return Object.fromEntries(Object.entries(body));
}

function readName(fields: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = readField(fields, name);
  if (value === null) return null;
  if (!PERSON_NAME.test(value)) throw new ApiError(400, 45003, "Invalid character in name fields.");
  return value;
}

function readField(fields: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string" || value.length > LONGEST_FIELD || /\p{Cc}/u.test(value)) {
    throw invalidParameter(name);
  }
  return value;
}
