import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { NOTICE_KINDS } from "./kinds.ts";
import { type NoticeSettings, writeSettings } from "./store.ts";

/**
 * A person's choice of language, and of kinds without mail. What is about security can't be among them.
 *
 * @throws {Problem} invalid-request
 */
export async function changeSettings(
  database: Database,
  who: Who,
  settings: NoticeSettings,
): Promise<NoticeSettings> {
  const wrong = settings.withoutMail.findIndex((kind) => NOTICE_KINDS[kind] === "security");
  if (wrong !== -1) {
    const detail = "Mails about security can't be switched off.";
    throw new Problem("invalid-request", detail, { fields: [{ pointer: `/withoutMail/${wrong}`, detail }] });
  }
  const chosen = { ...settings, withoutMail: [...new Set(settings.withoutMail)] };
  await inTransaction(database, async (tx) => {
    await writeSettings(tx, who.signedIn.id, chosen);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "account.notices-chosen",
        subject: `account:${who.signedIn.id}`,
        after: { language: chosen.language, withoutMail: chosen.withoutMail.join(", ") },
      },
    ]);
  });
  return chosen;
}
