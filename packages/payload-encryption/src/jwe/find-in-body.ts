import { PayloadError } from "../payload-error.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The compact JWE that a JSON body carries in a field. The plain shape `{"field":"…"}` is found in the bytes, because reading a large
 * body as JSON costs more than decrypting it; any other shape is read as JSON.
 *
 * @param path names with dots between, e.g. `encryptedData` or `encrypted_payload.data`
 * @returns null where the body is JSON without that field: it is not encrypted
 * @throws {PayloadError} not-json; not-a-jwe where the field holds something else
 */
export function findJweInBody(body: Buffer, path: string): string | null {
  const quick = path.includes(".") ? null : findQuickly(body, path);
  if (quick !== null) return quick;
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new PayloadError("not-json", "The body is not JSON.");
  }
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  if (typeof value !== "string") throw new PayloadError("not-a-jwe", `The field ${path} doesn't hold a JWE.`);
  return value;
}

/** Null unless the body is exactly an object with this one field holding a text without escapes. */
function findQuickly(body: Buffer, field: string): string | null {
  let at = skipSpace(body, 0);
  if (body[at] !== 0x7b) return null;
  at = skipSpace(body, at + 1);
  const name = Buffer.from(`"${field}"`, "utf8");
  if (!body.subarray(at, at + name.length).equals(name)) return null;
  at = skipSpace(body, at + name.length);
  if (body[at] !== 0x3a) return null;
  at = skipSpace(body, at + 1);
  if (body[at] !== QUOTE) return null;
  const end = body.indexOf(QUOTE, at + 1);
  if (end < 0) return null;
  const close = skipSpace(body, end + 1);
  if (body[close] !== 0x7d || skipSpace(body, close + 1) !== body.length) return null;
  const text = body.subarray(at + 1, end);
  // What isn't a JWE comes to light when it is read as one.
  return text.includes(BACKSLASH) ? null : text.toString("latin1");
}

function skipSpace(body: Buffer, start: number): number {
  let at = start;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return at;
}
