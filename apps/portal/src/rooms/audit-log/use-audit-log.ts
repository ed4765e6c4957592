import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { get } from "../../api/call.ts";
import { type AuditView, queryOf } from "./view.ts";

type Value = string | number | boolean | null;

export interface AuditEntry {
  number: number;
  at: string;
  action: string;
  title: string;
  summary: string;
  actor: string;
  name: string | null;
  address: string;
  requestId: string;
  subject: string;
  changes: { field: string; label: string; before?: Value; after?: Value }[];
  /** For operators alone. */
  chain?: string;
  project?: { id: string; name: string } | null;
}

interface AuditPage {
  items: AuditEntry[];
  nextCursor: string | null;
  lookedBackTo: string | null;
}

/** @param path of the list in the management API */
export function useAuditLog(path: string, view: AuditView) {
  return useInfiniteQuery({
    queryKey: ["audit-log", path, view],
    queryFn: ({ pageParam }) =>
      get<AuditPage>(`${path}${queryOf(view, pageParam === null ? {} : { cursor: pageParam })}`),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    retry: false,
  });
}

/** The kinds of events, in words. */
export function useAuditActions() {
  return useQuery({
    queryKey: ["audit-actions"],
    queryFn: async () => (await get<{ items: { action: string; title: string }[] }>("/audit-actions")).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
