import type { MailSetting } from "../../accounts/mails.ts";
import type { Mail } from "../../notifications/queue-mail.ts";
import type { ProjectRole } from "../../permissions.ts";
import type { Project } from "../store.ts";
import type { Invitation } from "./store.ts";

export const ROLE_NAMES: Readonly<Record<ProjectRole, string>> = {
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

interface Person {
  readonly name: string;
  readonly email: string;
}

/** What has changed, as a sentence. */
export const CHANGES = {
  joined: (person: Person, role: ProjectRole) =>
    `${shown(person)} has joined as ${role === "admin" ? "an" : "a"} ${ROLE_NAMES[role]}`,
  roleChanged: (person: Person, role: ProjectRole) =>
    `${shown(person)} is ${role === "admin" ? "an" : "a"} ${ROLE_NAMES[role]} now`,
  removed: (person: Person) => `${shown(person)} was removed`,
  left: (person: Person) => `${shown(person)} has left`,
} as const;

function shown({ name, email }: Person): string {
  return `${name} (${email})`;
}

/** To each member, and to the one whom it is about. */
export function teamChangedMail(
  setting: MailSetting,
  to: string,
  project: Project,
  change: string,
  by: string | null,
): Mail {
  return {
    to,
    subject: `The team of “${project.name}” has changed`,
    text: `The team of the project “${project.name}” at ${setting.provider} has changed: ${change}${by === null ? "" : `, by ${by}`}.

The team: ${setting.publicUrl}/projects/${project.id}/team

If this is not as it should be, have an admin of the project put it right.
`,
  };
}
