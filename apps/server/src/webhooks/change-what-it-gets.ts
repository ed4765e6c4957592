import { appendAudit } from "../audit/append.ts";
import type { NoticeKind } from "../notices/kinds.ts";
import type { WebhookDeps } from "./add.ts";
import { asChanger, type Changer } from "./as-changer.ts";
import { noSuchWebhook, type WhichWebhook } from "./change.ts";
import { chosenKinds, isPaused, TRIED_MS } from "./rules.ts";
import { lockWebhook, renewWaiting, updateWebhook, type Webhook } from "./store.ts";

/**
 * Pauses or resumes a receiver, or chooses the kinds that it gets; what is left out stays as it is. While it is paused nothing is sent to it:
 * what happens meanwhile never is, and what waited for it before goes out when it is resumed.
 *
 * @param wanted `types`: null for all kinds
 * @throws {Problem} not-found
 */
export async function changeWhatItGets(
  { database }: Pick<WebhookDeps, "database">,
  who: Changer,
  which: WhichWebhook,
  wanted: {
    readonly paused?: boolean | undefined;
    readonly types?: readonly NoticeKind[] | null | undefined;
  },
): Promise<Webhook> {
  return asChanger(database, who, async (tx) => {
    const before = await lockWebhook(tx, which.owner, which.webhookId);
    if (before === null) throw noSuchWebhook();
    const types = wanted.types === undefined ? before.types : chosenKinds(wanted.types);
    const paused = wanted.paused ?? isPaused(before);
    const sameTypes = JSON.stringify(types) === JSON.stringify(before.types);
    if (sameTypes && paused === isPaused(before)) return before;
    const set = { types, ...pauseOf(before, paused, who.now) };
    await updateWebhook(tx, before.id, set);
    if (isPaused(before) && !paused) {
      await renewWaiting(tx, before.id, who.now, new Date(who.now.getTime() + TRIED_MS));
    }
    const fields = (of: Webhook) => ({ paused: isPaused(of), types: of.types?.join(" ") ?? null });
    const after = { ...before, ...set };
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: which.owner,
        action: "webhook.changed",
        subject: `webhook:${before.id}`,
        before: fields(before),
        after: { host: new URL(before.url).host, ...fields(after) },
      },
    ]);
    return after;
  });
}

function pauseOf(before: Webhook, paused: boolean, now: Date) {
  const { pausedAt, resumedAt } = before;
  if (paused === isPaused(before)) return { pausedAt, resumedAt };
  return paused ? { pausedAt: now, resumedAt: null } : { pausedAt, resumedAt: now };
}
