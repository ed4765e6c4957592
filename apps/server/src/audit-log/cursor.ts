import { z } from "zod";

/** A place in the order of entries: by time, then chain, then number. */
export interface Position {
  readonly at: Date;
  readonly chain: string;
  readonly number: number;
}

const form = z.tuple([z.int().min(0).max(8.64e15), z.string().min(1).max(64), z.int().min(1)]);

/** Where the next page begins, as callers hand it back; what is inside is ours alone. */
export function writeCursor({ at, chain, number }: Position): string {
  return Buffer.from(JSON.stringify([at.getTime(), chain, number])).toString("base64url");
}

/** @returns null for what isn't one of ours */
export function readCursor(text: string): Position | null {
  try {
    const read = form.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (!read.success) return null;
    const [time, chain, number] = read.data;
    return { at: new Date(time), chain, number };
  } catch {
    return null;
  }
}
