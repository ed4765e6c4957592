/** Octets of a line without its CR LF, RFC 5545 §3.1. */
const LONGEST_LINE = 75;

/** One property of a component. */
export interface Property {
  /** Name and parameters as they stand before the colon, e.g. `DTSTART;VALUE=DATE`. ASCII. */
  readonly name: string;
  /** As it stands after the colon: text goes through {@link escapeText} first. */
  readonly value: string;
}

/**
 * TEXT values, RFC 5545 §3.3.11: backslash, semicolon, comma and line breaks are escaped; other control characters can't be written and are
 * left out.
 */
export function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/(?!\n)\p{Cc}/gu, "")
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll("\n", "\\n");
}

/** Content lines, each ended by CR LF and folded so that none is longer than 75 octets and no character of UTF-8 is cut. */
export function writeLines(properties: readonly Property[]): string {
  return properties.map(({ name, value }) => fold(`${name}:${value}`)).join("");
}

function fold(line: string): string {
  let folded = "";
  let length = 0;
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (length + octets > LONGEST_LINE) {
      folded += "\r\n ";
      // The space that begins a folded line counts.
      length = 1;
    }
    folded += character;
    length += octets;
  }
  return `${folded}\r\n`;
}
