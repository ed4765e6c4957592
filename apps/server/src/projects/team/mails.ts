import type { MailSetting } from "../../accounts/account-mails/mails.ts";
import type { Language } from "../../notifications/languages.ts";
import type { Mail } from "../../notifications/queue-mail.ts";
import { type Said, writtenMail } from "../../notifications/written-mail.ts";
import type { ProjectRole } from "../../permissions.ts";
import type { Project } from "../store.ts";
import type { Invitation } from "./store.ts";

interface Scene {
  readonly provider: string;
  readonly url: string;
  readonly project: string;
  readonly invitedBy: string;
  readonly role: ProjectRole;
  readonly token: string;
}

/** In words, with its article. */
const ROLE_NAMES: Readonly<Record<Language, Readonly<Record<ProjectRole, string>>>> = {
  en: { admin: "an admin", "read-only": "a read-only member" },
  es: { admin: "administrador", "read-only": "miembro de solo lectura" },
};

/** The subjects hold nothing that somebody has typed: the mail may go to a stranger. */
const WORDS: Readonly<Record<Language, (scene: Scene) => Said>> = {
  en: ({ provider, url, project, invitedBy, role, token }) => ({
    subject: `You are invited to a project at ${provider}`,
    text: `${invitedBy} invites you to the project “${project}” at ${provider}, as ${ROLE_NAMES.en[role]}.

To accept, open this link within 7 days. It works once, and for this address only:

${url}/invitation#token=${token}

If you don't know what this is about, do nothing.
`,
  }),
  es: ({ provider, url, project, invitedBy, role, token }) => ({
    subject: `Le invitan a un proyecto en ${provider}`,
    text: `${invitedBy} le invita al proyecto «${project}» en ${provider}, como ${ROLE_NAMES.es[role]}.

Para aceptar, abra este enlace en un plazo de 7 días. Sirve una sola vez, y solo para esta dirección:

${url}/invitation#token=${token}

Si no sabe de qué se trata, no haga nada.
`,
  }),
};

/** To the one who is invited, in a language that whoever invites them has found. */
export function invitationMail(
  { provider, publicUrl: url }: MailSetting,
  language: Language,
  project: Pick<Project, "name">,
  invitation: Pick<Invitation, "email" | "invitedBy" | "role" | "expiresAt">,
  token: string,
): Mail {
  const { email, invitedBy, role, expiresAt } = invitation;
  const scene = { provider, url, project: project.name, invitedBy, role, token };
  return { ...writtenMail({ email, language }, WORDS[language](scene), url), goodUntil: expiresAt };
}
