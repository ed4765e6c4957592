import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/call.ts";
import type { OperatorConsole } from "../../api/types.ts";
import { PLACES } from "./places.ts";

/** What is in the console for whoever is logged in; refused as not found for all but operators. */
export function useConsole() {
  return useQuery({
    queryKey: ["operator"],
    queryFn: () => get<OperatorConsole>("/operator"),
    staleTime: 60_000,
    retry: false,
  });
}

export function placesOf(opened: OperatorConsole) {
  return PLACES.filter(({ can }) => opened.can[can].allowed);
}
