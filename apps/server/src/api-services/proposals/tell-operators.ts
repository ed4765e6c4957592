import type { Transaction } from "../../database/database.ts";
import { asHtml, asText } from "../../notices/letter.ts";
import { operatorsToTell } from "../../notices/store.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { type DeskMails, letterOf } from "./letter.ts";
import type { News } from "./news.ts";

/** What mails to operators need to know. */
export interface DeskSetting {
  readonly mail: () => DeskMails;
}

/**
 * Mails every operator what happens to an API service, in the same transaction and in each one's language. Nobody can choose not to get it:
 * an account in strange hands must not be able to work unheard.
 */
export async function tellOperators(
  tx: Transaction,
  setting: DeskSetting,
  now: Date,
  news: News,
): Promise<void> {
  const mail = setting.mail();
  for (const { email, language } of await operatorsToTell(tx)) {
    const letter = letterOf(news, language, mail);
    await queueMail(tx, now, {
      to: email,
      subject: letter.subject,
      text: asText(letter),
      html: asHtml(letter),
    });
  }
}
