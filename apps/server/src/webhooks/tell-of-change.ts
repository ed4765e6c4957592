import type { Transaction } from "../database/database.ts";
import type { Happening } from "../notices/kinds.ts";
import { type DeskMails, type DeskSetting, mailOperators } from "../notices/mail-operators.ts";
import type { Language } from "../notifications/languages.ts";
import type { Letter } from "../notifications/letter.ts";
import { tellMembers } from "../projects/tell-members.ts";
import type { Changer } from "./as-changer.ts";
import { type ProviderWebhookChange, WORDS } from "./operator-words.ts";
import type { Owner } from "./store.ts";

/**
 * Tells whose webhook it is what was done to it – the members of the project, or every operator where it is the provider's – since whoever has an
 * admin's session could silence alarms by it, or have what happens sent elsewhere.
 */
export async function tellOfChange(
  tx: Transaction,
  setting: DeskSetting,
  who: Changer,
  owner: Owner,
  what: { readonly host: string; readonly change: ProviderWebhookChange },
): Promise<void> {
  if (owner === null) return tellOperators(tx, setting, who, what);
  await tellMembers(tx, who.origin, who.now, {
    ...happening(what),
    projectId: owner,
    environmentId: null,
  });
}

function happening({
  host,
  change,
}: {
  readonly host: string;
  readonly change: ProviderWebhookChange;
}): Happening {
  if (change === "added") return { kind: "webhook.added", facts: { host } };
  if (change === "removed") return { kind: "webhook.removed", facts: { host } };
  return { kind: "webhook.changed", facts: { host, change } };
}

async function tellOperators(
  tx: Transaction,
  setting: DeskSetting,
  who: Changer,
  what: { readonly host: string; readonly change: ProviderWebhookChange },
): Promise<void> {
  const mails = setting.mail();
  const by = who.signedIn.email;
  await mailOperators(tx, who.now, (language) => webhookLetter(mails, language, { ...what, by }));
}

export function webhookLetter(
  { provider, publicUrl }: DeskMails,
  language: Language,
  what: { readonly host: string; readonly change: ProviderWebhookChange; readonly by: string },
): Letter {
  const { subject, paragraphs, putRight, labels } = WORDS[language];
  return {
    language,
    subject: subject[what.change](what.host),
    paragraphs: [paragraphs[what.change], putRight],
    facts: [[labels.by, what.by]],
    link: { label: labels.open, url: `${publicUrl}/operator/webhooks` },
    foot: labels.why(provider),
  };
}
