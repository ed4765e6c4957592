import { AuditFault } from "./audit-fault.ts";

/** No line of an export comes near it; a longer one is not kept. */
const LONGEST_LINE = 256 * 1024;

/**
 * The lines of a file, decoded strictly as UTF-8 and split at line feeds alone: other separators may stand in texts. A byte order mark and
 * carriage returns, as they come with a file that went through other programs, are taken off. Memory is bounded by the longest line.
 *
 * @throws {AuditFault} for a line that is too long or isn't UTF-8
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let kept: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  const take = (): string => {
    const text = decode(Buffer.concat(kept), number);
    kept = [];
    length = 0;
    number += 1;
    return text;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      length += end - from;
      requireShort(length, number);
      kept.push(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    length += chunk.length - from;
    requireShort(length, number);
    if (from < chunk.length) kept.push(chunk.subarray(from));
  }
  if (length > 0) yield take();
}

function requireShort(length: number, number: number): void {
  if (length > LONGEST_LINE) throw new AuditFault(`line ${number} is longer than any line of an export`);
}

function decode(bytes: Uint8Array, number: number): string {
  const hasMark = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(hasMark ? bytes.subarray(3) : bytes)
      .replace(/\r$/, "");
  } catch {
    throw new AuditFault(`line ${number} is not UTF-8`);
  }
}
