import { z } from "zod";

/** A place in the order of notices: by time, then id. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

const form = z.tuple([z.int().min(0).max(8.64e15), z.uuid()]);

/** Where the next page begins, as callers hand it back; what is inside is ours alone. */
export function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString("base64url");
}

/** @returns null for what isn't one of ours */
export function readCursor(text: string): Position | null {
  try {
    const read = form.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return read.success ? { at: new Date(read.data[0]), id: read.data[1] } : null;
  } catch {
    return null;
  }
}
