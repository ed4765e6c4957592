import { z } from "zod";
import { readPlace, writePlace } from "../http/page-place.ts";

/** A place in the order of projects for clients: by client, then project, then id. */
export interface Position {
  readonly client: string;
  readonly name: string;
  readonly id: string;
}

const form = z.tuple([z.string().max(400), z.string().max(400), z.uuid()]);

export function writeCursor({ client, name, id }: Position): string {
  return writePlace([client, name, id]);
}

/** @returns null for what isn't one of ours */
export function readCursor(text: string): Position | null {
  const parts = readPlace(form, text);
  if (parts === null || parts.some((part) => part.includes("\0"))) return null;
  const [client, name, id] = parts;
  return { client, name, id };
}
