import type { AuditValue } from "../audit/tables.ts";
import type { Transaction } from "../database/database.ts";
import { type DeskMails, type DeskSetting, mailOperators } from "../notices/mail-operators.ts";
import type { Language } from "../notifications/languages.ts";
import type { Letter } from "../notifications/letter.ts";
import { type PolicyField, WORDS } from "./words.ts";

export interface PolicyChange {
  /** Mail address of the administrator who did it. */
  readonly by: string;
  readonly before: Readonly<Partial<Record<PolicyField, AuditValue>>>;
  readonly after: Readonly<Partial<Record<PolicyField, AuditValue>>>;
}

/** Mails every operator what the policy is from now on: a single session could otherwise ask less of keys and people, unheard. */
export async function tellOperators(
  tx: Transaction,
  setting: DeskSetting,
  now: Date,
  change: PolicyChange,
): Promise<void> {
  const mails = setting.mail();
  await mailOperators(tx, now, (language) => policyLetter(mails, language, change));
}

export function policyLetter(
  { provider, publicUrl }: DeskMails,
  language: Language,
  change: PolicyChange,
): Letter {
  const { subject, paragraphs, labels, fields } = WORDS[language];
  const changed = (Object.keys(change.after) as PolicyField[]).map(
    (field) => [fields[field], `${change.before[field]} → ${change.after[field]}`] as const,
  );
  return {
    language,
    subject,
    paragraphs,
    facts: [...changed, [labels.by, change.by]],
    link: { label: labels.open, url: `${publicUrl}/operator/key-policy` },
    foot: labels.why(provider),
  };
}
