import { z } from "zod";
import { Problem } from "../problems/problem.ts";
import { MOST_EVENTS } from "./rules.ts";

/** What has happened and what was said, in a verification or in a request for Production. */
export const timelineAnswer = z
  .array(
    z.object({
      id: z.uuid(),
      at: z.iso.datetime(),
      side: z.enum(["partner", "provider"]),
      author: z
        .string()
        .describe("An e-mail address; to members, the provider's people are a name with the provider's."),
      kind: z.string(),
      text: z.string().nullable(),
    }),
  )
  .describe("What has happened and what was said, oldest first; both sides read the same.");

type Entry = z.infer<typeof timelineAnswer>[number];

export function describeTimeline(events: readonly (Omit<Entry, "at"> & { readonly at: Date })[]): Entry[] {
  return events.map(({ id, at, side, author, kind, text }) => ({
    id,
    at: at.toISOString(),
    side,
    author,
    kind,
    text,
  }));
}

/** @throws {Problem} timeline-full */
export function requireRoomInTimeline(entries: number): void {
  if (entries >= MOST_EVENTS) {
    throw new Problem("timeline-full", `A timeline holds at most ${MOST_EVENTS} entries.`);
  }
}
