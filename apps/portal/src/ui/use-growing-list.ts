import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { get } from "../api/call.ts";

/** A list that the server hands out in pages, each by the place at which the one before it has ended. */
export function useGrowingList<Page extends { readonly next: string | null }>(
  path: string,
  query: Readonly<Record<string, string>>,
  queryKey: readonly string[],
) {
  return useInfiniteQuery({
    queryKey: [...queryKey, query],
    queryFn: ({ pageParam }) =>
      get<Page>(
        `${path}?${new URLSearchParams(pageParam === null ? query : { ...query, after: pageParam })}`,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.next,
    placeholderData: keepPreviousData,
  });
}
