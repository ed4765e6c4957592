const LONGEST = 64 * 1024;
const DASHES = "[-\\u2010-\\u2015\\u2212]";
/** Before or after the words of a first or last line, however many an editor has left or made of them, and spaces between. */
const ENDS_OF_LINES = new RegExp(
  `${DASHES}{1,10}[ \\t]{0,3}(?=(?:BEGIN|END) )|(?<=(?:BEGIN|END) [A-Z0-9 ]{3,40})[ \\t]{0,3}${DASHES}{1,10}`,
  "g",
);

/**
 * A PEM text as it was before it was mailed, pasted or opened in an editor: marks that can't be seen, quotation marks of mails and of
 * programs' sources, quoted-printable, line ends written as `\n` or `<br>`, and dashes that an editor has made typographic are undone, and
 * bare base64 of a DER sequence gets its lines. What is meant stays the same; whatever is still no PEM is for {@link decodePem} to refuse.
 *
 * @param label of the block that bare base64 is taken for
 */
export function tidyPem(text: string, label: string): string {
  if (text.length > LONGEST) return text;
  const plain = undoQuotedPrintable(text)
    .replaceAll(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "")
    .replaceAll(/\u00a0|&nbsp;/g, " ")
    .replaceAll(/<br ?\/?>/gi, "\n")
    .replaceAll("&gt;", ">")
    .replaceAll(/\\r\\n|\\n|\\r/g, "\n")
    .replaceAll(/^[ \t]*(?:[>|][ \t]?)+/gm, "")
    .replaceAll(/["'`\u2018-\u201f](?:[ \t]{0,3}(?:[,;\\]|\+(?=[ \t]{0,3}(?:["'`]|$))))?/gm, "")
    .replaceAll(ENDS_OF_LINES, "-----");
  const bare = plain.replaceAll(/\s/g, "");
  return /^MII[A-Za-z0-9+/]+={0,2}$/.test(bare)
    ? `-----BEGIN ${label}-----\n${bare}\n-----END ${label}-----\n`
    : plain;
}

/** RFC 2045 §6.7. Base64 that was written so has =3D for its padding; where it has none, a line that ends with = goes on in the next. */
function undoQuotedPrintable(text: string): string {
  const softBreaks = text.includes("=3D") ? /=[ \t]{0,3}\r?\n/g : /=[ \t]{0,3}\r?\n(?=[A-Za-z0-9+/])/g;
  return text
    .replaceAll(softBreaks, "")
    .replaceAll(/=([2-7][0-9A-F])/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
