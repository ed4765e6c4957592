import { ApiError, invalidParameter, missingParameter } from "./api-error.ts";

/** The query of a call as Fastify parses it: a repeated name comes as a list. */
export type Query = Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 255;
const LARGEST_PAGE = 1000;
const DEFAULT_PAGE = 25;

/** @throws {ApiError} 10100 when it is repeated, too long, or has control characters */
export function readText(query: Query, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string" || value.length > LONGEST_TEXT || /\p{Cc}/u.test(value)) {
    throw invalidParameter(name);
  }
  return value;
}

export function readBoolean(query: Query, name: string): boolean {
  const value = readText(query, name)?.toLowerCase();
  if (value === undefined || value === "false") return false;
  if (value === "true") return true;
  throw invalidParameter(name);
}

function readInteger(query: Query, name: string): number | undefined {
  const value = readText(query, name);
  if (value === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(value)) throw invalidParameter(name);
  return Number(value);
}

export interface PageRequest {
  /** From 1 on; whether it counts records or pages is the operation's matter. */
  readonly start: number;
  readonly limit: number;
}

/** `start` and `limit` as published: from 1, 25 unless told, at most 1,000 (@throws {ApiError} 41003, 41004). */
export function readPage(query: Query): PageRequest {
  const start = readInteger(query, "start") ?? 1;
  const limit = readInteger(query, "limit") ?? DEFAULT_PAGE;
  if (start < 1) throw new ApiError(400, 41003, "Start index cannot be less than one.");
  if (start > 2 ** 31 - 1) throw invalidParameter("start");
  if (limit < 1) throw new ApiError(400, 41004, "Limit cannot be less than one.");
  if (limit > LARGEST_PAGE) throw new ApiError(400, 41004, `Limit cannot be more than ${LARGEST_PAGE}.`);
  return { start, limit };
}

export interface DateRange {
  /** Unix seconds, both ends included. */
  readonly fromDate: number;
  readonly toDate: number;
}

/** Both dates are required, in Unix seconds (@throws {ApiError} 10005, 10100, 41002). */
export function readDateRange(query: Query): DateRange {
  const fromDate = readInteger(query, "fromDate");
  if (fromDate === undefined) throw missingParameter("fromDate");
  const toDate = readInteger(query, "toDate");
  if (toDate === undefined) throw missingParameter("toDate");
  if (fromDate < 0) throw invalidParameter("fromDate");
  if (toDate < 0) throw invalidParameter("toDate");
  if (fromDate > toDate) {
    throw new ApiError(400, 41002, "Invalid date range: fromDate is later than toDate");
  }
  return { fromDate, toDate };
}

export type SortOrder = "asc" | "desc";

export function readSort(query: Query): SortOrder {
  const value = readText(query, "sort") ?? "desc";
  if (value !== "asc" && value !== "desc") throw invalidParameter("sort");
  return value;
}
