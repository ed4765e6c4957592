/** Shorter pieces than this turn up by chance. */
const PIECE = 12;

/**
 * Looks for any 12 octets of a secret in a text that was sent: raw, as hex in either case, as base64 or base64url at each of its three
 * alignments.
 *
 * @returns what was found, empty for nothing
 */
export function findTraces(haystack: Buffer, secret: Buffer): string[] {
  const text = haystack.toString("latin1");
  const lower = text.toLowerCase();
  const base64 = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replaceAll(/%2B/gi, "+")
    .replaceAll(/%2F/gi, "/");
  const found: string[] = [];
  for (let at = 0; at + PIECE <= secret.length; at += 1) {
    const piece = secret.subarray(at, at + PIECE);
    if (text.includes(piece.toString("latin1"))) found.push(`raw at ${at}`);
    if (lower.includes(piece.toString("hex"))) found.push(`hex at ${at}`);
    // 12 octets from a multiple of three are 16 letters of their own, whatever stands around them.
    if (base64.includes(piece.toString("base64"))) found.push(`base64 at ${at}`);
  }
  return found;
}
