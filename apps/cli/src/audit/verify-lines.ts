import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";

/** What an export says of itself when it holds. */
export interface Verified {
  readonly chain: string;
  readonly entries: number;
  /** Number of the last entry that a signature covers; 0: none. */
  readonly signedUpTo: number;
  /** The keys whose signatures were checked, by lower-case hex SHA-256 of their SubjectPublicKeyInfo DER. */
  readonly keys: readonly string[];
}

/** Why an export doesn't hold; the message names the first entry or signature that is wrong. */
export class AuditFault extends Error {
  override readonly name = "AuditFault";
}

const HASH = /^[0-9a-f]{64}$/;
const NO_PREDECESSOR = "0".repeat(64);

type Line = Readonly<Record<string, unknown>>;

/**
 * Checks an export of the audit trail (docs/audit.md) without any server: entry by entry in order, each hash over the entry and the hash
 * before it, and the signed ends against the hashes they name. It is written from that page alone and shares no code with the server.
 *
 * @param trusted public keys in PEM that alone are believed; empty: those of the export itself, which proves less
 * @throws {AuditFault}
 */
export async function verifyLines(
  lines: AsyncIterable<string> | Iterable<string>,
  trusted: readonly string[],
): Promise<Verified> {
  let chain: string | null = null;
  const hashes: string[] = [];
  const signatures: Line[] = [];
  const keys = new Map<string, KeyObject>(trusted.map((pem) => keyOf(pem)));
  for await (const text of lines) {
    if (text.trim() === "") continue;
    const line = parse(text, hashes.length);
    if (line.type === "chain") {
      if (chain !== null || line.format !== "gatehouse-audit-1" || typeof line.chain !== "string")
        throw new AuditFault("this is not an export of one audit trail in a form that is known here");
      chain = line.chain;
    } else if (chain === null) throw new AuditFault("the first line doesn't say which trail this is");
    else if (line.type === "entry") hashes.push(checkEntry(chain, line, hashes));
    else if (line.type === "signature") signatures.push(line);
    else if (line.type === "key" && trusted.length === 0) keys.set(...keyOf(String(line.publicKey)));
  }
  if (chain === null) throw new AuditFault("the file is empty");
  const used = signatures.map((line) => checkSignature(chain, line, hashes, keys));
  const signedUpTo = signatures.reduce((most, line) => Math.max(most, Number(line.number)), 0);
  if (trusted.length > 0 && signedUpTo === 0) {
    throw new AuditFault("there is no signature in it, so it may have been written by anyone");
  }
  return {
    chain,
    entries: hashes.length,
    signedUpTo,
    keys: [...new Set(used)],
  };
}

function checkEntry(chain: string, line: Line, hashes: readonly string[]): string {
  const expected = hashes.length + 1;
  if (line.number !== expected) {
    const number = Number(line.number);
    if (number > expected)
      throw new AuditFault(`entry ${expected} is missing: entry ${number} comes in its place`);
    throw new AuditFault(
      `entry ${String(line.number)} comes a second time or out of order, where entry ${expected} should be`,
    );
  }
  const previous = hashes.at(-1) ?? NO_PREDECESSOR;
  if (line.previous !== previous)
    throw new AuditFault(`entry ${expected} doesn't follow the entry before it`);
  const form = JSON.stringify([
    chain,
    line.number,
    line.at,
    line.actor,
    line.accountId,
    line.address,
    line.requestId,
    line.action,
    line.subject,
    sorted(line.before, expected),
    sorted(line.after, expected),
  ]);
  const hash = createHash("sha256").update(Buffer.from(previous, "hex")).update(form, "utf8").digest("hex");
  if (line.hash !== hash) throw new AuditFault(`entry ${expected} was changed`);
  return hash;
}

function sorted(fields: unknown, number: number): unknown {
  if (fields === null) return null;
  if (typeof fields !== "object" || Array.isArray(fields))
    throw new AuditFault(`entry ${number} was changed`);
  return Object.entries(fields as object).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @returns the id of the key */
function checkSignature(
  chain: string,
  line: Line,
  hashes: readonly string[],
  keys: ReadonlyMap<string, KeyObject>,
): string {
  const number = Number(line.number);
  const what = `the signature of entry ${number}`;
  const key = keys.get(String(line.keyId));
  if (key === undefined)
    throw new AuditFault(`${what} is made with a key that is not trusted: ${String(line.keyId)}`);
  if (!HASH.test(String(line.hash)) || typeof line.signature !== "string")
    throw new AuditFault(`${what} can't be read`);
  const text = `gatehouse-audit-head\n${JSON.stringify([chain, number, line.hash, line.at])}`;
  if (!verify(null, Buffer.from(text), key, Buffer.from(line.signature, "base64")))
    throw new AuditFault(`${what} is not right`);
  if (number > hashes.length)
    throw new AuditFault(`entries from ${hashes.length + 1} on are missing: entry ${number} was signed`);
  if (hashes[number - 1] !== line.hash)
    throw new AuditFault(
      `the trail up to entry ${number} is another one than was signed at ${String(line.at)}`,
    );
  return String(line.keyId);
}

function keyOf(pem: string): [string, KeyObject] {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== "ed25519") throw new Error("another kind of key");
    const der = key.export({ type: "spki", format: "der" });
    return [createHash("sha256").update(der).digest("hex"), key];
  } catch {
    throw new AuditFault("a public key can't be read: it must be Ed25519, PEM");
  }
}

function parse(text: string, entries: number): Line {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Line;
  } catch {
    // Told below.
  }
  throw new AuditFault(`the line after entry ${entries} is not JSON`);
}
