import type { IncomingHttpHeaders } from "node:http";
import { GateError } from "../../problems/gate-errors.ts";
import { BODY_NAMES, type FieldLevelMessage, type FieldLevelShape, HEADER_NAMES } from "./message.ts";

const LONGEST_PARAMETER = 2_048;
const HEX = /^(?:[0-9a-fA-F]{2})+$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

type Named = Readonly<Record<string, unknown>>;

/**
 * The field-level message that a request carries, or null where it carries none. It must be the whole of the body: taking a part out of a
 * JSON text and putting its plaintext in would mean to write the rest anew.
 *
 * @param field of the environment, e.g. `encryptedData`; dots between names
 * @throws {GateError} can-not-decrypt: parameters that anyone can see are wrong
 */
export function readFieldLevel(
  body: Buffer,
  headers: IncomingHttpHeaders,
  field: string,
): FieldLevelMessage | null {
  const inHeaders =
    HEADER_NAMES.iv.some((name) => name in headers) && HEADER_NAMES.encryptedKey.some((n) => n in headers);
  if (!inHeaders && !body.includes('"encryptedKey"')) return null;
  const root = parseObject(body);
  if (root === null) return null;
  const inField = valueAt(root, field);
  if (inHeaders) return readWithHeaders(root, inField, headers);
  const [holder, place] = isObject(inField) ? [inField, "field" as const] : [root, "root" as const];
  const iv = find(holder, BODY_NAMES.iv);
  const encryptedKey = find(holder, BODY_NAMES.encryptedKey);
  const value = find(holder, BODY_NAMES.value);
  if (iv === null || encryptedKey === null || value === null) return null;
  const digest = find(holder, BODY_NAMES.digest);
  const fingerprint = find(holder, BODY_NAMES.fingerprint);
  const known = [iv, encryptedKey, value, digest, fingerprint].filter((found) => found !== null).length;
  if (Object.keys(holder).length !== known || (place === "field" && !isAlone(root, field))) {
    throw refuse("a field-level message must hold the whole body");
  }
  return assemble({ parameters: "body", place }, { iv, encryptedKey, value, digest, fingerprint });
}

function readWithHeaders(root: Named, inField: unknown, headers: IncomingHttpHeaders): FieldLevelMessage {
  const iv = find(headers, HEADER_NAMES.iv);
  const encryptedKey = find(headers, HEADER_NAMES.encryptedKey);
  const alone = Object.keys(root).length === 1;
  const value =
    typeof inField === "string"
      ? { name: null, text: inField }
      : find(isObject(inField) ? inField : root, BODY_NAMES.value);
  if (iv === null || encryptedKey === null || value === null || !alone) {
    throw refuse("with the parameters in headers, the body holds the encrypted value and nothing else");
  }
  return assemble(
    { parameters: "headers", place: inField === undefined ? "root" : "field" },
    {
      iv,
      encryptedKey,
      value,
      digest: find(headers, HEADER_NAMES.digest),
      fingerprint: find(headers, HEADER_NAMES.fingerprint),
    },
  );
}

interface Found {
  readonly name: string | null;
  readonly text: string;
}

function assemble(
  where: Pick<FieldLevelShape, "parameters" | "place">,
  found: Record<"iv" | "encryptedKey" | "value", Found> & Record<"digest" | "fingerprint", Found | null>,
): FieldLevelMessage {
  const { iv, encryptedKey, value, digest, fingerprint } = found;
  if (iv.text.length > LONGEST_PARAMETER || encryptedKey.text.length > LONGEST_PARAMETER) {
    throw refuse("a field-level parameter is too long");
  }
  // Hundreds of letters long, so base64 that looks like hex doesn't occur.
  const encoding = HEX.test(encryptedKey.text) ? "hex" : "base64";
  const form = encoding === "hex" ? HEX : BASE64;
  for (const { text } of [iv, encryptedKey, value]) {
    if (!form.test(text)) throw refuse("field-level parameters and value must be hex or base64, all alike");
  }
  if (Buffer.from(iv.text, encoding).length !== 16) throw refuse("the field-level iv must have 16 bytes");
  const digestName = digest?.text ?? "SHA-256";
  const bits = /^SHA-?(256|512)$/i.exec(digestName)?.[1];
  if (bits === undefined) throw refuse("the field-level digest must be SHA-256 or SHA-512");
  return {
    shape: {
      ...where,
      names: {
        iv: iv.name ?? "iv",
        encryptedKey: encryptedKey.name ?? "encryptedKey",
        value: value.name,
        digest: digest?.name ?? null,
        fingerprint: fingerprint?.name ?? null,
      },
      encoding,
      digest: bits === "512" ? "sha512" : "sha256",
      digestName,
    },
    iv: iv.text,
    encryptedKey: encryptedKey.text,
    value: value.text,
    kid: fingerprint?.text ?? null,
  };
}

function find(holder: Named, names: readonly string[]): Found | null {
  for (const name of names) {
    const text = Object.hasOwn(holder, name) ? holder[name] : undefined;
    if (typeof text === "string" && text !== "") return { name, text };
  }
  return null;
}

function parseObject(body: Buffer): Named | null {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function valueAt(root: Named, path: string): unknown {
  let value: unknown = root;
  for (const name of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function isAlone(root: Named, path: string): boolean {
  let value: unknown = root;
  for (const name of path.split(".")) {
    if (!isObject(value) || Object.keys(value).length !== 1) return false;
    value = value[name];
  }
  return true;
}

function isObject(value: unknown): value is Named {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(cause: string): GateError {
  return new GateError("can-not-decrypt", cause);
}
