import type { Mail } from "../notifications/queue-mail.ts";
import { NOTICE_KINDS } from "./kinds.ts";
import { asHtml, asText, type Letter } from "./letter.ts";
import { placeOf } from "./place.ts";
import type { Notice, Recipient } from "./store.ts";
import { say, wordsOf } from "./words.ts";

export interface NoticeSetting {
  readonly provider: string;
  /** The portal's address as people see it, without a slash at the end. */
  readonly publicUrl: string;
}

const LONGEST_SUBJECT = 150;

/** The mail of a notice to one person, in that person's language. */
export function compose(notice: Notice, to: Recipient, setting: NoticeSetting): Mail {
  const letter = letterOf(notice, to, setting);
  return {
    to: to.email,
    subject: letter.subject,
    text: asText(letter),
    html: asHtml(letter),
    // A reminder is of no use once the day is there.
    ...("notAfter" in notice.facts ? { goodUntil: new Date(notice.facts.notAfter) } : {}),
  };
}

function letterOf(notice: Notice, to: Recipient, setting: NoticeSetting): Letter {
  const { labels } = wordsOf(to.language);
  const { subject, paragraphs } = say(notice, to.language, setting.provider);
  const { facts, actor } = notice;
  const by = actor === "server" ? labels.byServer : actor;
  return {
    language: to.language,
    subject: subject.slice(0, LONGEST_SUBJECT),
    paragraphs,
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
