import type { z } from "zod";
import { providersPeople } from "../accounts/providers-people.ts";
import type { timelineAnswer } from "../companies/timeline.ts";
import type { Database } from "../database/database.ts";

/** What has a timeline, as a project's members see it: the provider's people by name. */
export async function forMembers<T extends { readonly timeline: z.infer<typeof timelineAnswer> }>(
  deps: { readonly database: Database; readonly providerName: string },
  told: T,
): Promise<T> {
  const people = await providersPeople(deps.database, deps.providerName);
  const timeline = told.timeline.map((entry) =>
    entry.side === "provider" ? { ...entry, author: people.byAddress(entry.author) } : entry,
  );
  return { ...told, timeline };
}
