import { useQuery } from "@tanstack/react-query";
import { get } from "./call.ts";
import type { KeyPolicy } from "./types.ts";

/** What the provider lays down for keys: which sizes there are to choose from, for example. */
export function useKeyPolicy() {
  return useQuery({
    queryKey: ["key-policy"],
    queryFn: async () => (await get<{ policy: KeyPolicy }>("/key-policy")).policy,
    staleTime: 60_000,
  });
}
