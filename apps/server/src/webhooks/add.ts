import { randomUUIDv7 } from "node:crypto";
import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database, Transaction } from "../database/database.ts";
import { violatedConstraint } from "../database/transaction.ts";
import type { NoticeKind } from "../notices/kinds.ts";
import type { DeskSetting } from "../notices/mail-operators.ts";
import { whereNameLeads } from "../outbound/where-name-leads.ts";
import { type Reach, whyNotUrl } from "../outbound/why-not-url.ts";
import { Problem } from "../problems/problem.ts";
import { asChanger, type Changer } from "./as-changer.ts";
import { webhookContext } from "./holders.ts";
import { chosenKinds, MOST_WEBHOOKS, newSecret, shownSecret } from "./rules.ts";
import { insertWebhook, type Owner, type Webhook, webhooksOf } from "./store.ts";
import { tellOfChange } from "./tell-of-change.ts";

export interface WebhookDeps extends DeskSetting {
  readonly database: Database;
  readonly custody: Custody;
  readonly reach: Reach;
}

/**
 * Adds a receiver. Its secret is in this answer and nowhere else; `warning`: its name leads nowhere yet.
 *
 * @param who somebody who may: the route has looked
 * @throws {Problem} invalid-request, too-many-webhooks, too-many-attempts
 */
export async function addWebhook(
  deps: WebhookDeps,
  who: Changer,
  what: {
    readonly owner: Owner;
    readonly url: string;
    readonly description: string;
    /** Null: all kinds. */
    readonly types: readonly NoticeKind[] | null;
  },
): Promise<{ webhook: Webhook; secret: string; warning: string | null }> {
  const wrong = whyNotUrl(what.url, deps.reach, "webhooks");
  if (wrong !== null) throw wrongUrl(wrong);
  await requireAttempt(deps.database, { kind: "webhook", of: [who.signedIn.id] }, who.now);
  const leads = await whereNameLeads(what.url, deps.reach);
  const name = new URL(what.url).hostname;
  if (leads === "refused") {
    throw wrongUrl(`${name} leads to a private address: webhooks go to the public internet only.`);
  }
  const id = randomUUIDv7();
  const secret = newSecret();
  try {
    const webhook = {
      id,
      projectId: what.owner,
      url: what.url,
      description: what.description,
      secret: await deps.custody.wrap(secret, webhookContext(id)),
      oldSecret: null,
      oldSecretUntil: null,
      types: chosenKinds(what.types),
      pausedAt: null,
      createdAt: who.now,
      createdBy: who.signedIn.email,
    };
    const stored = await withFreeSlot(() =>
      asChanger(deps.database, who, (tx) => store(tx, deps, who, webhook)),
    );
    const warning =
      leads === "nowhere"
        ? `${name} leads nowhere at the moment: messages wait until it does, a day at most.`
        : null;
    return { webhook: stored, secret: shownSecret(secret), warning };
  } finally {
    secret.fill(0);
  }
}

function wrongUrl(detail: string): Problem {
  return new Problem("invalid-request", detail, { fields: [{ pointer: "/url", detail }] });
}

async function store(
  tx: Transaction,
  setting: DeskSetting,
  who: Changer,
  webhook: Omit<Webhook, "slot">,
): Promise<Webhook> {
  const taken = new Set((await webhooksOf(tx, webhook.projectId)).map(({ slot }) => slot));
  const slot = Array.from({ length: MOST_WEBHOOKS }, (_, index) => index + 1).find((one) => !taken.has(one));
  if (slot === undefined)
    throw new Problem("too-many-webhooks", `There are ${MOST_WEBHOOKS} already: remove one first.`);
  await insertWebhook(tx, { ...webhook, slot });
  const { projectId, url } = webhook;
  const { host } = new URL(url);
  await appendAudit(tx, who.origin, who.now, [
    { projectId, action: "webhook.added", subject: `webhook:${webhook.id}`, after: { host } },
  ]);
  await tellOfChange(tx, setting, who, projectId, { host, change: "added" });
  return { ...webhook, slot };
}

/** Of two who add at once one may find the place taken, and looks again. */
async function withFreeSlot<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt > MOST_WEBHOOKS || violatedConstraint(error) !== "webhooks_slot") throw error;
    }
  }
}
