import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { get } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { useFormCall } from "../../ui/use-form-call.ts";

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly types: readonly string[] | null;
  readonly pausedAt: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly oldSecretUntil: string | null;
  readonly waiting: number;
  readonly lastDeliveredAt: string | null;
}

/** A kind of message, as people know it. */
export interface Kind {
  readonly type: string;
  readonly label: string;
}

export interface Webhooks {
  readonly items: readonly Webhook[];
  readonly most: number;
  readonly kinds: readonly Kind[];
  readonly can: { readonly add: Ability; readonly change: Ability };
}

/** A secret that was just made: it is shown this once. */
export interface Made {
  readonly webhook: Webhook;
  readonly secret: string;
  /** What may be wrong with the address of a new one. */
  readonly warning?: string | null;
}

export interface Delivery {
  readonly id: string;
  readonly type: string;
  readonly state: "waiting" | "delivered" | "given-up";
  readonly queuedAt: string;
  readonly nextTryAt: string | null;
  readonly attempts: number;
  readonly body: string;
  readonly tries: readonly {
    readonly at: string;
    readonly status: number | null;
    readonly error: string | null;
    readonly ms: number;
  }[];
}

interface Deliveries {
  readonly items: readonly Delivery[];
  readonly next: string | null;
  readonly can: { readonly redeliver: Ability };
}

const FOLLOWED_EVERY_MS = 2_000;

/**
 * Followed while messages wait.
 *
 * @param at path of the list: a project's, or the provider's
 */
export function useWebhooks(at: string) {
  return useQuery({
    queryKey: ["webhooks", at],
    queryFn: () => get<Webhooks>(at),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ waiting }) => waiting > 0) ? 2 * FOLLOWED_EVERY_MS : false,
  });
}

/** The log of a webhook's messages; followed while one of them waits for its first tries. */
export function useDeliveries(at: string, webhookId: string) {
  return useInfiniteQuery({
    queryKey: ["webhooks", at, webhookId],
    queryFn: ({ pageParam }) =>
      get<Deliveries>(`${at}/${webhookId}/deliveries${pageParam === null ? "" : `?before=${pageParam}`}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some(({ state: of, attempts }) => of === "waiting" && attempts < 3)
        ? FOLLOWED_EVERY_MS
        : false,
  });
}

/** A call that changes webhooks: afterwards everything of them is read anew. */
export function useWebhookCall(at: string) {
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const change = (call: () => Promise<void>) =>
    run(async () => {
      await call();
      await queries.invalidateQueries({ queryKey: ["webhooks", at] });
    });
  return { busy, error, field, change };
}
