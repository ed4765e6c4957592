import type { Language } from "./languages.ts";

/** The frame of a mail's page, which needs nothing from elsewhere: no picture, no style sheet. */
export function page(language: Language, subject: string, blocks: readonly string[]): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1b2430;background:#ffffff">
<div style="max-width:560px">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${escapeHtml(subject)}</h1>
${blocks.join("\n")}
</div></body></html>
`;
}

/** @param html what is escaped already */
export function paragraph(html: string): string {
  return `<p style="margin:0 0 16px;white-space:pre-line">${html}</p>`;
}

const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => NAMED[sign] ?? "");
}
