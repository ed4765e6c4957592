import type { MailSetting } from "../../accounts/mails.ts";
import type { Mail } from "../../notifications/queue-mail.ts";
import type { ProjectRole } from "../../permissions.ts";
import type { Project } from "../store.ts";
import type { Invitation } from "./store.ts";

const ROLE_NAMES: Readonly<Record<ProjectRole, string>> = {
  admin: "admin",
  "read-only": "read-only member",
};

/** To the one who is invited. The subject holds nothing that somebody has typed: the mail may go to a stranger. */
export function invitationMail(
  setting: MailSetting,
  project: Project,
  invitation: Invitation,
  token: string,
): Mail {
  return {
    to: invitation.email,
    subject: `You are invited to a project at ${setting.provider}`,
    text: `${invitation.invitedBy} invites you to the project “${project.name}” at ${setting.provider}, as ${invitation.role === "admin" ? "an" : "a"} ${ROLE_NAMES[invitation.role]}.

To accept, open this link within 7 days. It works once, and for this address only:

${setting.publicUrl}/invitation#token=${token}

If you don't know what this is about, do nothing.
`,
    goodUntil: invitation.expiresAt,
  };
}
