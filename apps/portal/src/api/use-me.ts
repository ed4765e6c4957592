import { useQuery } from "@tanstack/react-query";
import { ApiProblem, get } from "./call.ts";
import type { Me } from "./types.ts";

/** Who is logged in; null: nobody. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: async (): Promise<Me | null> => {
      try {
        return await get<Me>("/accounts/me");
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}
