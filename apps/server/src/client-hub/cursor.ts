import { z } from "zod";

/** A place in the order of projects for clients: by client, then project, then id. */
export interface Position {
  readonly client: string;
  readonly name: string;
  readonly id: string;
}

const form = z.tuple([z.string().max(400), z.string().max(400), z.uuid()]);

/** Where the next page begins, as callers hand it back; what is inside is ours alone. */
export function writeCursor({ client, name, id }: Position): string {
  return Buffer.from(JSON.stringify([client, name, id])).toString("base64url");
}

/** @returns null for what isn't one of ours */
export function readCursor(text: string): Position | null {
  try {
    const read = form.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (!read.success || read.data.some((part) => part.includes("\0"))) return null;
    const [client, name, id] = read.data;
    return { client, name, id };
  } catch {
    return null;
  }
}
