import type { Language } from "./languages.ts";
import { escapeHtml, page, paragraph } from "./page.ts";
import { LONGEST_SUBJECT, type Mail } from "./queue-mail.ts";

/** What a mail says, before it has a form. */
export interface Letter {
  readonly language: Language;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly link: { readonly label: string; readonly url: string };
  /** Why one gets it, and how one gets it no more. */
  readonly foot: string;
}

/** The mail of a letter to one person, in both forms; a subject that is too long is cut. */
export function mailOf(letter: Letter, to: string): Mail {
  const cut = { ...letter, subject: letter.subject.slice(0, LONGEST_SUBJECT) };
  return { to, subject: cut.subject, text: asText(cut), html: asHtml(cut) };
}

/** As plain text. */
function asText(letter: Letter): string {
  const facts = letter.facts.map(([label, value]) => `${label}: ${value}`).join("\n");
  return `${[...letter.paragraphs, facts].filter((part) => part !== "").join("\n\n")}\n${letter.link.label}: ${letter.link.url}\n\n-- \n${letter.foot}\n`;
}

/** The same as a page, with no address in it but the link's. */
function asHtml(letter: Letter): string {
  const rows = letter.facts.map(
    ([label, value]) =>
      `<tr><td style="padding:2px 16px 2px 0;color:#5a6470;vertical-align:top">${escapeHtml(label)}</td><td style="padding:2px 0;word-break:break-all">${escapeHtml(value)}</td></tr>`,
  );
  return page(letter.language, letter.subject, [
    ...letter.paragraphs.map((text) => paragraph(escapeHtml(text))),
    rows.length === 0
      ? ""
      : `<table style="border-collapse:collapse;margin:0 0 16px;font-size:14px">${rows.join("")}</table>`,
    `<p style="margin:0 0 24px"><a href="${escapeHtml(letter.link.url)}">${escapeHtml(letter.link.label)}</a></p>`,
    `<p style="margin:0;color:#5a6470;font-size:13px">${escapeHtml(letter.foot)}</p>`,
  ]);
}
