const LONGEST = 64 * 1024;

/**
 * A PEM text as it was before it was mailed, pasted or opened in an editor: marks that can't be seen, quotation marks of mails, line ends
 * written as `\n`, and dashes that an editor has made typographic are undone, and bare base64 of a DER sequence gets its lines. What is
 * meant stays the same; whatever is still no PEM is for {@link decodePem} to refuse.
 *
 * @param label of the block that bare base64 is taken for
 */
export function tidyPem(text: string, label: string): string {
  if (text.length > LONGEST) return text;
  const plain = text
    .replaceAll(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "")
    .replaceAll(/\\r\\n|\\n|\\r/g, "\n")
    .replaceAll(/^[ \t]*(?:[>|][ \t]?)+/gm, "")
    .replaceAll(
      /[\u2010-\u2015\u2212]{1,5}(?=\s*(?:BEGIN|END) )|(?<=(?:BEGIN|END) [A-Z0-9 ]{3,40})[\u2010-\u2015\u2212]{1,5}/g,
      "-----",
    );
  const bare = plain.replaceAll(/\s/g, "");
  return /^MII[A-Za-z0-9+/]+={0,2}$/.test(bare)
    ? `-----BEGIN ${label}-----\n${bare}\n-----END ${label}-----\n`
    : plain;
}
