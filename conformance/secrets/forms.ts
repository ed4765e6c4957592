/** A piece of a secret as it would look somewhere: what is searched for. */
export interface Form {
  /** How it is written: raw, hex, base64 … */
  readonly name: string;
  readonly bytes: Buffer;
}

/** A window over a secret, and where in the secret it begins. */
interface Piece {
  readonly at: number;
  readonly bytes: Buffer;
}

/** Shorter than this a piece turns up by chance, so nothing shorter can be looked for. */
export const SHORTEST = 12;
const WINDOW = 16;
const STRIDE = 12;

/**
 * Every way in which any 28 octets of a secret (all of one that is shorter) may be written: raw, hex in either case, tight or with signs
 * between, base64 and base64url at each of the three alignments, a list of numbers as a Buffer turns into JSON; for texts also escaped for
 * JSON once and twice, for an address, for HTML and for SQL, and in UTF-16. Pieces are short, so that a line break, a page of a file or an
 * ellipsis in the middle hides nothing, and begin anywhere, so that what stands around a secret makes no difference.
 *
 * @param secret a text of at least twelve letters, or at least twelve octets such as a private exponent, big-endian
 */
export function formsOf(secret: string | Uint8Array): (Form & { readonly at: number })[] {
  const bytes = Buffer.from(secret as string);
  if (bytes.length < SHORTEST)
    throw new Error(`a secret of ${bytes.length} octets can't be told from chance`);
  return [
    ...pieces(bytes).flatMap((piece) => binaryForms(piece.bytes).map((form) => ({ ...form, at: piece.at }))),
    ...(typeof secret === "string"
      ? textPieces(secret).flatMap((text) => textForms(text).map((form) => ({ ...form, at: 0 })))
      : []),
  ];
}

function pieces(bytes: Buffer): Piece[] {
  return starts(bytes.length).map((at) => ({ at, bytes: bytes.subarray(at, at + WINDOW) }));
}

function textPieces(text: string): string[] {
  const letters = [...text];
  return starts(letters.length).map((at) => letters.slice(at, at + WINDOW).join(""));
}

function starts(length: number): number[] {
  const last = Math.max(0, length - WINDOW);
  const regular = Array.from({ length: Math.floor(last / STRIDE) + 1 }, (_, index) => index * STRIDE);
  return [...new Set([...regular, last])];
}

function binaryForms(bytes: Buffer): Form[] {
  const hex = bytes.toString("hex");
  const octets = [...bytes];
  const pairs = octets.map((octet) => octet.toString(16).padStart(2, "0"));
  return [
    { name: "raw", bytes },
    ...[hex, pairs.join(" "), pairs.join(":"), pairs.map((pair) => `%${pair}`).join("")].flatMap((text) => [
      { name: "hex", bytes: Buffer.from(text) },
      { name: "capital hex", bytes: Buffer.from(text.toUpperCase()) },
    ]),
    { name: "numbers", bytes: Buffer.from(octets.join(",")) },
    { name: "numbers", bytes: Buffer.from(octets.join(", ")) },
    ...[0, 1, 2].flatMap((skipped) => base64Forms(bytes, skipped)),
  ];
}

/** Groups of three octets that begin a multiple of three after the text's start are letters of their own, whatever stands around them. */
function base64Forms(bytes: Buffer, skipped: number): Form[] {
  const whole = bytes.subarray(skipped, skipped + Math.floor((bytes.length - skipped) / 3) * 3);
  return [
    { name: "base64", bytes: Buffer.from(whole.toString("base64")) },
    { name: "base64url", bytes: Buffer.from(whole.toString("base64url")) },
  ];
}

function textForms(text: string): Form[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/gu, (letter) =>
    [...Array(letter.length).keys()]
      .map((at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
  const percent = encodeURIComponent(text);
  const utf16 = Buffer.from(text, "utf16le");
  const html = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    { name: "JSON", bytes: Buffer.from(json) },
    { name: "JSON", bytes: Buffer.from(ascii) },
    { name: "JSON in JSON", bytes: Buffer.from(JSON.stringify(json).slice(1, -1)) },
    { name: "percent", bytes: Buffer.from(percent) },
    { name: "percent", bytes: Buffer.from(percent.replaceAll("%20", "+")) },
    { name: "percent", bytes: Buffer.from(percent.replace(/%../g, (code) => code.toLowerCase())) },
    { name: "HTML", bytes: Buffer.from(html.replaceAll('"', "&quot;")) },
    { name: "HTML", bytes: Buffer.from(html.replaceAll('"', "&#34;").replaceAll("'", "&#39;")) },
    { name: "SQL", bytes: Buffer.from(text.replaceAll("'", "''")) },
    { name: "UTF-16", bytes: utf16 },
    { name: "UTF-16", bytes: Buffer.from(utf16).swap16() },
  ];
}
