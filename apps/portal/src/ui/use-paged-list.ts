import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { get } from "../api/call.ts";

/** A list that the server searches and hands out in pages. */
export function usePagedList<T>(path: string, queryKey: readonly string[]) {
  const [view, setView] = useState({ search: "", page: 1 });
  const read = useQuery({
    queryKey: [...queryKey, view],
    queryFn: () =>
      get<{ items: T[]; total: number }>(
        `${path}?page=${view.page}&search=${encodeURIComponent(view.search)}`,
      ),
    placeholderData: keepPreviousData,
  });
  const search = useCallback(
    (text: string) => setView((old) => (old.search === text ? old : { search: text, page: 1 })),
    [],
  );
  const turn = (page: number) => setView({ ...view, page });
  return { read, view, search, turn };
}
