import type { Reader } from "./languages.ts";
import { escapeHtml, page, paragraph } from "./page.ts";
import { LONGEST_SUBJECT, type Mail } from "./queue-mail.ts";

/** What a mail says in full, in the language of whoever gets it: paragraphs have an empty line between them. */
export interface Said {
  readonly subject: string;
  readonly text: string;
}

/**
 * The mail of a text that is written out, in both forms: its page says the same, word by word.
 *
 * @param publicUrl the portal's address as people see it, without a slash at the end. What stands below it becomes a link; other addresses
 *   that somebody may have typed stay text.
 */
export function writtenMail({ email, language }: Reader, said: Said, publicUrl: string): Mail {
  const { text } = said;
  // Names and addresses in it may be longer than a subject.
  const subject = said.subject.slice(0, LONGEST_SUBJECT);
  const withLinks = (word: string) => {
    const safe = escapeHtml(word);
    return word.startsWith(`${publicUrl}/`) ? `<a href="${safe}">${safe}</a>` : safe;
  };
  const paragraphs = text
    .trimEnd()
    .split("\n\n")
    .map((part) => paragraph(part.split(/(\s+)/).map(withLinks).join("")));
  return { to: email, subject, text, html: page(language, subject, paragraphs) };
}
