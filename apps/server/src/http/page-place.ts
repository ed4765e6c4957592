import { z } from "zod";
import { Problem } from "../problems/problem.ts";

/** Where a page is to begin, in a query. */
export const afterField = z.string().max(2_000).optional().describe("`next` of a page.");

/** A place in the order of a list, as callers hand it back; what is inside is ours alone. */
export function writePlace(parts: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** @returns null for what isn't of this form */
export function readPlace<Parts>(form: z.ZodType<Parts>, text: string): Parts | null {
  try {
    const read = form.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/**
 * The rows of a page, and where the next one begins, out of rows of which one more was read than a page holds.
 *
 * @returns `next` null: these are the last
 */
export function cutPage<Row>(
  rows: readonly Row[],
  most: number,
  placeOf: (row: Row) => string,
): { shown: Row[]; next: string | null } {
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  return { shown, next: rows.length > most && last !== undefined ? placeOf(last) : null };
}

/**
 * Where a page begins, of a query that may name it.
 *
 * @param field of the query
 * @returns null where none was given
 * @throws {Problem} invalid-request
 */
export function placeGiven<Place>(
  read: (text: string) => Place | null,
  given: string | undefined,
  field: "before" | "after",
): Place | null {
  if (given === undefined) return null;
  const place = read(given);
  if (place !== null) return place;
  const detail = "This is not the place of a page.";
  throw new Problem("invalid-request", detail, { fields: [{ pointer: `/${field}`, detail }] });
}
