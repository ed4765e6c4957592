import type { z } from "zod";
import type { ProvidersPeople } from "../accounts/providers-people.ts";
import type { timelineAnswer } from "../companies/timeline.ts";

/** What has a timeline, as a project's members see it: the provider's people by name. */
export function forMembers<T extends { readonly timeline: z.infer<typeof timelineAnswer> }>(
  told: T,
  people: ProvidersPeople,
): T {
  const timeline = told.timeline.map((entry) =>
    entry.side === "provider" ? { ...entry, author: people.byAddress(entry.author) } : entry,
  );
  return { ...told, timeline };
}
