import { z } from "zod";

/** What somebody looks for in names, as they type it. */
export const searchField = z.string().max(100, "Search for at most 100 letters.").trim().default("");

/** For `like` with lower-case text: finds what was typed anywhere, and nothing that only looks like a wildcard. */
export function containing(typed: string): string {
  return `%${typed.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
}
