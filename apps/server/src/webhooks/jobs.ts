import type { Logger } from "pino";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { startSweeps } from "../database/sweeps.ts";
import { type ClaimedDelivery, claimDelivery } from "./claim-delivery.ts";
import { webhookContext } from "./holders.ts";
import { openPoster, type Poster } from "./post-message.ts";
import { queueNotices } from "./queue-notices.ts";
import { CHOICES_KEPT_MS, KEPT_MS, TRIED_MS } from "./rules.ts";
import { putBack, settle } from "./settle.ts";
import { signedHeaders } from "./sign.ts";
import { deleteChoicesBefore, deleteDeliveriesBefore, deleteOrphans, forgetOldSecrets } from "./store.ts";

export interface WebhookWorkerDeps {
  readonly database: Database;
  readonly custody: Pick<Custody, "unwrap">;
  /** May messages go to private addresses? */
  readonly anyAddress: boolean;
  readonly log: Logger;
  readonly clock?: () => Date;
  readonly pollMs?: number;
  readonly answerMs?: number;
}

/** Tries at once. */
const MOST_AT_ONCE = 8;
const STOP_WITHIN_MS = 5_000;
const FORGET_EVERY_MS = 10 * 60_000;

/**
 * Makes messages of new notices, sends them, and forgets old ones. Any number of workers may run. A message that a receiver has taken is sent
 * no more once that is noted; should a worker die between the answer and its note, it goes out again with the same `webhook-id` when the lease
 * is over, since a receiver and the database have no common transaction.
 */
export function startWebhooks(deps: WebhookWorkerDeps): { stop(): Promise<void> } {
  const { database, log } = deps;
  const clock = deps.clock ?? (() => new Date());
  const everyMs = deps.pollMs ?? 1_000;
  const poster = openPoster(deps);
  const stopping = new AbortController();
  const breakingOff = new AbortController();
  const lanes = new Set<Promise<void>>();

  const claim = () => (stopping.signal.aborted ? null : claimDelivery(database, clock()));
  /** Sends one message after the other, as long as any is due. */
  const send = async (first: ClaimedDelivery) => {
    for (let claimed: ClaimedDelivery | null = first; claimed !== null; claimed = await claim())
      await sendOne(deps, poster, claimed, clock, breakingOff.signal);
  };
  const sendDue = async () => {
    while (lanes.size < MOST_AT_ONCE) {
      const claimed = await claim();
      if (claimed === null) return;
      const lane: Promise<void> = send(claimed)
        .catch((error: unknown) => log.warn({ err: error }, "webhook messages could not be dealt with"))
        .finally(() => lanes.delete(lane));
      lanes.add(lane);
    }
  };
  const forget = async () => {
    const now = clock().getTime();
    await deleteDeliveriesBefore(database, new Date(now - KEPT_MS));
    await deleteChoicesBefore(database, new Date(now - CHOICES_KEPT_MS));
    await forgetOldSecrets(database, new Date(now));
    await deleteOrphans(database, new Date(now - 2 * TRIED_MS));
  };
  const sweeps = [
    startSweeps({
      work: () => queueNotices(database, clock(), log),
      everyMs,
      failed: "new notices could not be sent to webhooks",
      log,
    }),
    startSweeps({ work: sendDue, everyMs, failed: "webhook messages out of reach", log }),
    startSweeps({
      work: forget,
      everyMs: FORGET_EVERY_MS,
      failed: "old webhook messages could not be forgotten",
      log,
    }),
  ];
  return {
    async stop() {
      stopping.abort();
      const late = setTimeout(() => breakingOff.abort(), STOP_WITHIN_MS);
      await Promise.all(sweeps.map((sweep) => sweep.stop()));
      await Promise.all(lanes);
      clearTimeout(late);
      await poster.close();
    },
  };
}

async function sendOne(
  { database, custody }: WebhookWorkerDeps,
  poster: Poster,
  claimed: ClaimedDelivery,
  clock: () => Date,
  stop: AbortSignal,
): Promise<void> {
  const began = clock();
  const { webhook, id, body } = claimed;
  const old = webhook.oldSecretUntil !== null && webhook.oldSecretUntil > began ? webhook.oldSecret : null;
  let secrets: Buffer[];
  try {
    secrets = await Promise.all(
      [webhook.secret, ...(old === null ? [] : [old])].map((value) =>
        custody.unwrap(value, webhookContext(webhook.id)),
      ),
    );
  } catch {
    await settle(
      database,
      claimed,
      tryOf(began, clock(), { status: null, error: "key-store-away" }),
      clock(),
    );
    return;
  }
  const headers = signedHeaders({ id, body }, secrets, began);
  for (const secret of secrets) secret.fill(0);
  try {
    const ended = await poster.post(webhook.url, headers, body, stop);
    await settle(database, claimed, tryOf(began, clock(), ended), clock());
  } catch (error) {
    if (!stop.aborted) throw error;
    await putBack(database, claimed, clock());
  }
}

function tryOf(began: Date, ended: Date, { status, error }: { status: number | null; error: string | null }) {
  return { at: began.toISOString(), status, error, ms: ended.getTime() - began.getTime() };
}
