import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import type { NoticeKind } from "../notices/kinds.ts";
import type { WebhookDeps } from "./add.ts";
import { asChanger, type Changer } from "./as-changer.ts";
import { noSuchWebhook, type WhichWebhook } from "./change.ts";
import { chosenKinds, TRIED_MS } from "./rules.ts";
import { insertChoice, lockWebhook, renewWaiting, updateWebhook, type Webhook } from "./store.ts";
import { tellOfChange } from "./tell-of-change.ts";

/**
 * Pauses or resumes a receiver, or chooses the kinds that it gets; what is left out stays as it is. While it is paused nothing is sent to it:
 * what happens meanwhile never is, and what waited for it before goes out when it is resumed.
 *
 * @param wanted `types`: null for all kinds
 * @throws {Problem} not-found, too-many-attempts
 */
export async function changeWhatItGets(
  deps: Pick<WebhookDeps, "database" | "mail">,
  who: Changer,
  which: WhichWebhook,
  wanted: {
    readonly paused?: boolean | undefined;
    readonly types?: readonly NoticeKind[] | null | undefined;
  },
): Promise<Webhook> {
  await requireAttempt(deps.database, { kind: "webhook", of: [who.signedIn.id] }, who.now);
  return asChanger(deps.database, who, async (tx) => {
    const before = await lockWebhook(tx, which.owner, which.webhookId);
    if (before === null) throw noSuchWebhook();
    const types = wanted.types === undefined ? before.types : chosenKinds(wanted.types);
    const wasPaused = before.pausedAt !== null;
    const paused = wanted.paused ?? wasPaused;
    const sameTypes = JSON.stringify(types) === JSON.stringify(before.types);
    if (sameTypes && paused === wasPaused) return before;
    const after = { ...before, types, pausedAt: paused ? (before.pausedAt ?? who.now) : null };
    await updateWebhook(tx, before.id, after);
    await insertChoice(tx, after, who.now);
    if (wasPaused && !paused) {
      await renewWaiting(tx, before.id, who.now, new Date(who.now.getTime() + TRIED_MS));
    }
    const fields = (of: Webhook) => ({
      paused: of.pausedAt !== null,
      types: of.types?.join(" ") ?? null,
    });
    const { host } = new URL(before.url);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: which.owner,
        action: "webhook.changed",
        subject: `webhook:${before.id}`,
        before: fields(before),
        after: { host, ...fields(after) },
      },
    ]);
    if (paused !== wasPaused) {
      await tellOfChange(tx, deps, who, which.owner, { host, change: paused ? "paused" : "resumed" });
    }
    if (!sameTypes) await tellOfChange(tx, deps, who, which.owner, { host, change: "kinds" });
    return after;
  });
}
