import type { Transaction } from "../database/database.ts";
import { type DeskMails, type DeskSetting, mailOperators } from "../notices/mail-operators.ts";
import type { Language } from "../notifications/languages.ts";
import type { Letter } from "../notifications/letter.ts";
import { type SuspensionStep, WORDS } from "./suspension-words.ts";

interface SuspensionNews {
  readonly kind: SuspensionStep;
  /** Of the partner. */
  readonly name: string;
  readonly reason: string | null;
  /** Mail address of the operator who did it; null: time did. */
  readonly by: string | null;
  readonly askedBy: string | null;
}

/** Mails every operator what was done about a partner's access: what one of them does alone is seen by all. */
export async function tellOperators(
  tx: Transaction,
  setting: DeskSetting,
  now: Date,
  news: SuspensionNews,
): Promise<void> {
  const mails = setting.mail();
  await mailOperators(tx, now, (language) => suspensionLetter(mails, language, news));
}

export function suspensionLetter(
  { provider, publicUrl }: DeskMails,
  language: Language,
  { kind, name, reason, by, askedBy }: SuspensionNews,
): Letter {
  const { say, labels } = WORDS[language];
  return {
    language,
    ...say[kind]({ name, by: by ?? "", askedBy: askedBy ?? "" }),
    facts: reason === null ? [] : [[labels.reason, reason]],
    link: { label: labels.open, url: `${publicUrl}/operator/partners` },
    foot: labels.why(provider),
  };
}
