import { PayloadError } from "../payload-error.ts";
import { type ContentEncryption, isContentEncryption } from "./content-encryption.ts";

/** A compact JWE taken apart; nothing of it has been decrypted. */
export interface ParsedJwe {
  readonly enc: ContentEncryption;
  readonly kid: string | null;
  readonly cty: string | null;
  /** The first segment exactly as received: it is the additional authenticated data. */
  readonly protectedSegment: string;
  readonly encryptedKey: Buffer;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

const LONGEST_HEADER = 4_096;
/** An RSA-8192 ciphertext in base64 with padding, and more than any key that is taken needs. */
const LONGEST_ENCRYPTED_KEY = 1_368;
const LONGEST_IV = 24;
const LONGEST_TAG = 48;
const SEGMENT = /^[A-Za-z0-9_\-+/]*={0,2}$/;

/**
 * Takes a compact JWE (RFC 7516 §7.1) apart. More lenient than the RFC where the published client libraries are: both base64 alphabets,
 * with or without padding, IV of 12 or 16 octets. Stricter where leniency is dangerous: RSA-OAEP-256 alone, known `enc`, no `zip`, no
 * `crit`, no name twice in the header, sizes bounded.
 *
 * @throws {PayloadError} not-a-jwe, too-large, algorithm-not-allowed, encryption-not-allowed, compressed, critical-header
 */
export function parseCompactJwe(text: string): ParsedJwe {
  const segments = text.split(".", 6);
  const [header, key, iv, ciphertext, tag] = segments;
  if (
    segments.length !== 5 ||
    header === undefined ||
    key === undefined ||
    iv === undefined ||
    ciphertext === undefined ||
    tag === undefined
  ) {
    throw new PayloadError("not-a-jwe", "A compact JWE has five parts with dots between them.");
  }
  if (
    header.length > LONGEST_HEADER ||
    key.length > LONGEST_ENCRYPTED_KEY ||
    iv.length > LONGEST_IV ||
    tag.length > LONGEST_TAG
  ) {
    throw new PayloadError("too-large", "A part of the JWE is longer than any it may have.");
  }
  const { enc, kid, cty } = parseHeader(header);
  return {
    enc,
    kid,
    cty,
    protectedSegment: header,
    encryptedKey: decode(key),
    iv: decode(iv),
    ciphertext: decode(ciphertext),
    tag: decode(tag),
  };
}

function parseHeader(segment: string): { enc: ContentEncryption; kid: string | null; cty: string | null } {
  const json = decode(segment).toString("utf8");
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch {
    throw new PayloadError("not-a-jwe", "The JWE's header is not JSON.");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw new PayloadError("not-a-jwe", "The JWE's header is not a JSON object.");
  }
  const { alg, enc, kid, cty, zip, crit } = header as Record<string, unknown>;
  if (hasDuplicateNames(json, header))
    throw new PayloadError("not-a-jwe", "The JWE's header has a name twice.");
  if (alg !== "RSA-OAEP-256") {
    throw new PayloadError("algorithm-not-allowed", "The JWE's alg is not allowed: it must be RSA-OAEP-256.");
  }
  if (!isContentEncryption(enc)) {
    throw new PayloadError(
      "encryption-not-allowed",
      "The JWE's enc is not allowed: A256GCM is the one to use.",
    );
  }
  if (zip !== undefined)
    throw new PayloadError("compressed", "The JWE is compressed (zip), which is not allowed.");
  if (crit !== undefined)
    throw new PayloadError("critical-header", "The JWE has critical extensions, and none is known here.");
  return { enc, kid: typeof kid === "string" ? kid : null, cty: typeof cty === "string" ? cty : null };
}

/**
 * JSON.parse keeps the last of two equal names, another parser the first. Written again, a header that has lost a member has fewer
 * strings than it came with, at whatever depth and however the name was escaped.
 */
function hasDuplicateNames(json: string, header: object): boolean {
  return countStrings(json) !== countStrings(JSON.stringify(header));
}

function countStrings(json: string): number {
  return json.match(/"(?:[^"\\]|\\.)*"/g)?.length ?? 0;
}

/** Node.js decodes both alphabets, with or without padding; it passes over other letters, which are refused here. */
function decode(segment: string): Buffer {
  if (!SEGMENT.test(segment)) throw new PayloadError("not-a-jwe", "A part of the JWE is not base64.");
  return Buffer.from(segment, "base64");
}
