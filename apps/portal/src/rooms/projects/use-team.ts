import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get } from "../../api/call.ts";
import type { Team } from "../../api/types.ts";
import { useFormCall } from "../../ui/use-form-call.ts";

export function useTeam(projectId: string) {
  return useQuery({
    queryKey: ["project", projectId, "team"],
    queryFn: () => get<Team>(`/projects/${projectId}/team`),
    retry: false,
  });
}

/** Runs a change of the team and then shows what it has become, also where it was refused: somebody else may have changed it. */
export function useTeamCall(projectId: string) {
  const { run, ...form } = useFormCall();
  const queries = useQueryClient();
  const change = (call: () => Promise<void>) =>
    run(async () => {
      try {
        await call();
      } finally {
        await queries.invalidateQueries({ queryKey: ["project", projectId] });
      }
    });
  return { ...form, change };
}
