import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import { Problem } from "../problems/problem.ts";
import type { WebhookDeps } from "./add.ts";
import { asChanger, type Changer } from "./as-changer.ts";
import { webhookContext } from "./holders.ts";
import { newSecret, OVERLAP_MS, shownSecret } from "./rules.ts";
import { deleteWebhook, lockWebhook, type Owner, updateWebhook, type Webhook } from "./store.ts";
import { tellOfChange } from "./tell-of-change.ts";

export interface WhichWebhook {
  readonly owner: Owner;
  readonly webhookId: string;
}

/**
 * Gives a receiver a new secret. For a day messages carry the signatures of both; one that was still in its overlap stops.
 *
 * @throws {Problem} not-found, too-many-attempts
 */
export async function rotateWebhookSecret(
  deps: Pick<WebhookDeps, "database" | "custody" | "mail">,
  who: Changer,
  which: WhichWebhook,
): Promise<{ webhook: Webhook; secret: string }> {
  await requireAttempt(deps.database, { kind: "webhook", of: [who.signedIn.id] }, who.now);
  const secret = newSecret();
  try {
    const wrapped = await deps.custody.wrap(secret, webhookContext(which.webhookId));
    const webhook = await asChanger(deps.database, who, async (tx) => {
      const found = await lockWebhook(tx, which.owner, which.webhookId);
      if (found === null) throw noSuchWebhook();
      const set = {
        secret: wrapped,
        oldSecret: found.secret,
        oldSecretUntil: new Date(who.now.getTime() + OVERLAP_MS),
      };
      await updateWebhook(tx, found.id, set);
      const { host } = new URL(found.url);
      await appendAudit(tx, who.origin, who.now, [
        {
          projectId: which.owner,
          action: "webhook.secret-rotated",
          subject: `webhook:${found.id}`,
          after: { host },
        },
      ]);
      await tellOfChange(tx, deps, who, which.owner, { host, change: "secret" });
      return { ...found, ...set };
    });
    return { webhook, secret: shownSecret(secret) };
  } finally {
    secret.fill(0);
  }
}

/**
 * Removes a receiver, with the messages that wait for it.
 *
 * @throws {Problem} not-found
 */
export async function removeWebhook(
  deps: Pick<WebhookDeps, "database" | "mail">,
  who: Changer,
  which: WhichWebhook,
): Promise<void> {
  await asChanger(deps.database, who, async (tx) => {
    const found = await lockWebhook(tx, which.owner, which.webhookId);
    if (found === null) throw noSuchWebhook();
    await deleteWebhook(tx, found.id);
    const { host } = new URL(found.url);
    await appendAudit(tx, who.origin, who.now, [
      { projectId: which.owner, action: "webhook.removed", subject: `webhook:${found.id}`, before: { host } },
    ]);
    await tellOfChange(tx, deps, who, which.owner, { host, change: "removed" });
  });
}

export function noSuchWebhook(): Problem {
  return new Problem("not-found", "There is no such webhook.");
}
