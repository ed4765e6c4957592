import type { Transaction } from "../database/database.ts";
import { type DeskSetting, mailOperators } from "../notices/mail-operators.ts";
import { type SuspensionStep, WORDS } from "./suspension-words.ts";

/** Mails every operator what was done about a partner's access: what one of them does alone is seen by all. */
export async function tellOperators(
  tx: Transaction,
  setting: DeskSetting,
  now: Date,
  step: {
    readonly kind: SuspensionStep;
    /** Of the partner. */
    readonly name: string;
    readonly reason: string | null;
    /** Mail address of the operator who did it; null: time did. */
    readonly by: string | null;
    readonly askedBy: string | null;
  },
): Promise<void> {
  const { provider, publicUrl } = setting.mail();
  const { kind, name, reason } = step;
  await mailOperators(tx, now, (language) => {
    const { say, labels } = WORDS[language];
    return {
      language,
      ...say[kind]({ name, by: step.by ?? "", askedBy: step.askedBy ?? "" }),
      facts: reason === null ? [] : [[labels.reason, reason]],
      link: { label: labels.open, url: `${publicUrl}/operator/partners` },
      foot: labels.why(provider),
    };
  });
}
