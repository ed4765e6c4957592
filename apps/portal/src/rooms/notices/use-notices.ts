import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../../api/call.ts";

export interface Notice {
  readonly id: string;
  readonly at: string;
  readonly security: boolean;
  readonly project: { readonly id: string; readonly name: string };
  readonly title: string;
  readonly text: string;
  /** A path of these pages. */
  readonly link: string;
  readonly read: boolean;
}

interface Page {
  readonly items: readonly Notice[];
  readonly next: string | null;
  readonly unread: number;
}

const ALL = ["notices"];
/** How soon the bell rings without anybody's doing. */
const ASK_EVERY_MS = 15_000;

/** How many are unread, counted up to 100. */
export function useUnread() {
  return useQuery({
    queryKey: [...ALL, "unread"],
    queryFn: async () => (await get<{ unread: number }>("/notices/unread")).unread,
    refetchInterval: ASK_EVERY_MS,
  });
}

export function useNotices() {
  const pages = useInfiniteQuery({
    queryKey: [...ALL, "list"],
    queryFn: ({ pageParam }) => get<Page>(`/notices${pageParam === null ? "" : `?before=${pageParam}`}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ALL });
  return {
    pages,
    items: pages.data?.pages.flatMap(({ items }) => items) ?? [],
    unread: pages.data?.pages[0]?.unread ?? 0,
    markRead: async (notice: Notice) => {
      if (notice.read) return;
      await post(`/notices/${notice.id}/read`);
      await again();
    },
    /** Those up to the newest that is shown: what has come meanwhile stays unread. */
    markAllRead: async () => {
      const newest = pages.data?.pages[0]?.items[0];
      if (newest === undefined) return;
      await post("/notices/read", { until: newest.at });
      await again();
    },
  };
}
