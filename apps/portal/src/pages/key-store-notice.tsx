import { useQuery } from "@tanstack/react-query";
import { get } from "../api/call.ts";

const EVERY_MS = 30_000;

/** Said on each page while keys and secrets can't be made: before somebody fills in a form for nothing. */
export function KeyStoreNotice() {
  const status = useQuery({
    queryKey: ["status"],
    queryFn: () => get<{ keyStore: "ready" | "away" }>("/status"),
    refetchInterval: EVERY_MS,
  });
  return (
    <div role="status">
      {status.data?.keyStore === "away" ? (
        <div className="callout warn key-store-notice">
          <strong>The key store can’t be reached at the moment.</strong> Keys and secrets can’t be made or
          shown until it is back. Reading, revoking and deleting go on, and so do your calls.
        </div>
      ) : null}
    </div>
  );
}
