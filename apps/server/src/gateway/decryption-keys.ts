import { normaliseKid } from "@gatehouse/payload-encryption/kid/forms";

/** What a caller says about the keys that it can decrypt answers with: their kids in one form, or that it can't be read. */
export type SaidKeys = readonly string[] | "unreadable";

const MOST_KIDS = 20;
const LONGEST_HEADER = 2_048;
const KID = /^[A-Za-z0-9+/_=-]{1,100}$/;

const MOST_CACHED = 2_000;
const cache = new Map<string, SaidKeys>();

/**
 * Reads `x-decryption-keys: <kid>[, <kid>…]`. A header that can't be read hinders no call: it is a message to the desk, which shows that
 * there is one. A client sends the same text with each call, so what was read of it is remembered.
 */
export function readDecryptionKeys(header: string): SaidKeys {
  if (header.length > LONGEST_HEADER) return "unreadable";
  const known = cache.get(header);
  if (known !== undefined) return known;
  const said = read(header);
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(header, said);
  return said;
}

function read(header: string): SaidKeys {
  const kids = header.split(",", MOST_KIDS + 1).map((kid) => kid.trim());
  if (kids.length > MOST_KIDS || !kids.every((kid) => KID.test(kid))) return "unreadable";
  return [...new Set(kids.map(normaliseKid))].sort();
}
