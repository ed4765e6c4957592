import type { Transaction } from "../../database/database.ts";
import { type DeskSetting, mailOperators } from "../../notices/mail-operators.ts";
import { letterOf } from "./letter.ts";
import type { News } from "./news.ts";

/** Mails every operator what happens to an API service. */
export async function tellOperators(
  tx: Transaction,
  setting: DeskSetting,
  now: Date,
  news: News,
): Promise<void> {
  const mail = setting.mail();
  await mailOperators(tx, now, (language) => letterOf(news, language, mail));
}
