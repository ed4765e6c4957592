import type { AuditValue } from "../audit/tables.ts";
import type { Transaction } from "../database/database.ts";
import { asHtml, asText, type Letter } from "../notices/letter.ts";
import { operatorsToTell } from "../notices/store.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { type PolicyField, WORDS } from "./words.ts";

/** What mails to operators need to know. */
export interface DeskSetting {
  readonly mail: () => {
    /** The API provider's name. */
    readonly provider: string;
    /** The portal's address as people see it, without a slash at the end. */
    readonly publicUrl: string;
  };
}

export interface PolicyChange {
  /** Mail address of the administrator who did it. */
  readonly by: string;
  readonly before: Readonly<Partial<Record<PolicyField, AuditValue>>>;
  readonly after: Readonly<Partial<Record<PolicyField, AuditValue>>>;
}

/**
 * Mails every operator what the policy is from now on, in the same transaction and in each one's language. Nobody can choose not to get it:
 * a single session could otherwise ask less of keys and people, unheard.
 */
export async function tellOperators(
  tx: Transaction,
  setting: DeskSetting,
  now: Date,
  change: PolicyChange,
): Promise<void> {
  const { provider, publicUrl } = setting.mail();
  for (const { email, language } of await operatorsToTell(tx)) {
    const { labels, fields, ...words } = WORDS[language];
    const changed = (Object.keys(change.after) as PolicyField[]).map(
      (field) => [fields[field], `${change.before[field]} → ${change.after[field]}`] as const,
    );
    const letter: Letter = {
      language,
      subject: words.subject,
      paragraphs: words.paragraphs,
      facts: [...changed, [labels.by, change.by]],
      link: { label: labels.open, url: `${publicUrl}/operator/key-policy` },
      foot: labels.why(provider),
    };
    const { subject } = letter;
    await queueMail(tx, now, { to: email, subject, text: asText(letter), html: asHtml(letter) });
  }
}
