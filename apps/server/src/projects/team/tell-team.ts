import type { MailSetting } from "../../accounts/mails.ts";
import type { Transaction } from "../../database/database.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import type { Project } from "../store.ts";
import { teamChangedMail } from "./mails.ts";
import type { Member } from "./store.ts";

/** Mails a change of the team to everybody whom it concerns: the members and the one who came or went, each once. */
export async function tellTeam(
  tx: Transaction,
  setting: MailSetting,
  now: Date,
  told: {
    readonly project: Project;
    readonly members: readonly Pick<Member, "email">[];
    readonly change: string;
    /** The member who did it to somebody else; null: the person themselves. */
    readonly by: string | null;
  },
): Promise<void> {
  for (const to of new Set(told.members.map(({ email }) => email)))
    await queueMail(tx, now, teamChangedMail(setting, to, told.project, told.change, told.by));
}
