import { z } from "zod";
import { readPlace, writePlace } from "../http/page-place.ts";

/** A place in the order of companies: by the time since when they wait, those that don't at the end, then by id. */
export interface Position {
  readonly since: Date | null;
  readonly id: string;
}

const form = z.tuple([z.int().min(0).max(8.64e15).nullable(), z.uuid()]);

export function writeCursor({ since, id }: Position): string {
  return writePlace([since?.getTime() ?? null, id]);
}

/** @returns null for what isn't one of ours */
export function readCursor(text: string): Position | null {
  const parts = readPlace(form, text);
  if (parts === null) return null;
  const [since, id] = parts;
  return { since: since === null ? null : new Date(since), id };
}
