import { z } from "zod";
import { readPlace, writePlace } from "../http/page-place.ts";

/** A place in the order of notices: by time, then id. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

const form = z.tuple([z.int().min(0).max(8.64e15), z.uuid()]);

export function writeCursor({ at, id }: Position): string {
  return writePlace([at.getTime(), id]);
}

/** @returns null for what isn't one of ours */
export function readCursor(text: string): Position | null {
  const parts = readPlace(form, text);
  return parts === null ? null : { at: new Date(parts[0]), id: parts[1] };
}
