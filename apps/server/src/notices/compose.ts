import { type Letter, mailOf } from "../notifications/letter.ts";
import type { Mail } from "../notifications/queue-mail.ts";
import { NOTICE_KINDS } from "./kinds.ts";
import { placeOf } from "./place.ts";
import type { Notice, Recipient } from "./store.ts";
import { say, wordsOf } from "./words.ts";

export interface NoticeSetting {
  readonly provider: string;
  /** The portal's address as people see it, without a slash at the end. */
  readonly publicUrl: string;
}

/** Projects that are named in one mail; a partner may have thousands. */
const MOST_NAMED = 30;

/**
 * The mail of a notice to one person, in that person's language.
 *
 * @param about the notice, and those that say the same of other projects
 */
export function compose(
  [notice, ...alike]: readonly [Notice, ...Notice[]],
  to: Recipient,
  setting: NoticeSetting,
): Mail {
  return {
    ...mailOf(letterOf(notice, alike, to, setting), to.email),
    // A reminder is of no use once the day is there.
    ...("notAfter" in notice.facts ? { goodUntil: new Date(notice.facts.notAfter) } : {}),
  };
}

function letterOf(notice: Notice, alike: readonly Notice[], to: Recipient, setting: NoticeSetting): Letter {
  const { labels } = wordsOf(to.language);
  const { subject, paragraphs } = say(notice, to.language, setting.provider);
  const { facts, actor } = notice;
  const by = actor === "server" ? labels.byServer : actor;
  return {
    language: to.language,
    subject,
    paragraphs: [...paragraphs, ...otherProjects(notice, alike, labels.alsoIn)],
    facts: [
      ...("kid" in facts ? [[labels.kid, facts.kid] as const] : []),
      ...("partnerId" in facts ? [[labels.partnerId, facts.partnerId] as const] : []),
      ...(by === null ? [] : [[labels.by, by] as const]),
    ],
    link: {
      label: to.operator ? labels.openConsole : labels.open,
      url: `${setting.publicUrl}${placeOf(notice, to.operator)}`,
    },
    foot:
      NOTICE_KINDS[notice.kind] === "security"
        ? labels.whySecurity
        : labels.whyChoice(`${setting.publicUrl}/notices/settings`),
  };
}

/** A project that it befalls in both environments is named once. */
function otherProjects(
  { projectId }: Notice,
  alike: readonly Notice[],
  alsoIn: (names: readonly string[], more: number) => string,
): string[] {
  const names = new Map(alike.map((other) => [other.projectId, other.projectName]));
  names.delete(projectId);
  if (names.size === 0) return [];
  const named = [...names.values()].slice(0, MOST_NAMED);
  return [alsoIn(named, names.size - named.length)];
}
