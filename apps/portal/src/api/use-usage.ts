import { useQuery } from "@tanstack/react-query";
import { get } from "./call.ts";
import type { Usage } from "./types.ts";

const REFRESH_MS = 10_000;

/** When a project's keys and credentials were used, and how often; undefined until it is known. */
export function useUsage(projectId: string): Usage | undefined {
  const usage = useQuery({
    queryKey: ["project", projectId, "usage"],
    queryFn: () => get<Usage>(`/projects/${projectId}/usage`),
    refetchInterval: REFRESH_MS,
    retry: 1,
  });
  return usage.data;
}
