import type { Transaction } from "../database/database.ts";
import type { Language } from "../notifications/languages.ts";
import { type Letter, mailOf } from "../notifications/letter.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { operatorsToTell } from "./store.ts";

/** What mails to operators need to know. */
export interface DeskSetting {
  readonly mail: () => DeskMails;
}

/** What the texts need to know. */
export interface DeskMails {
  /** The API provider's name. */
  readonly provider: string;
  /** The portal's address as people see it, without a slash at the end. */
  readonly publicUrl: string;
}

/**
 * Mails every operator in the transaction of what happens, each in their own language. Nobody can choose not to get it: an account in strange
 * hands must not be able to work unheard.
 */
export async function mailOperators(
  tx: Transaction,
  now: Date,
  letterIn: (language: Language) => Letter,
): Promise<void> {
  for (const { email, language } of await operatorsToTell(tx)) {
    await queueMail(tx, now, mailOf(letterIn(language), email));
  }
}
