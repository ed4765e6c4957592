import { useQueryClient } from "@tanstack/react-query";
import { useFormCall } from "../../ui/use-form-call.ts";

/** A call that changes a project's keys; the page reads the project anew afterwards. */
export function useKeyCall(projectId: string) {
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const change = (call: () => Promise<void>) =>
    run(async () => {
      await call();
      await queries.invalidateQueries({ queryKey: ["project", projectId] });
    });
  return { busy, error, field, change };
}
