import { createHash, verify } from "node:crypto";
import { AuditFault } from "./audit-fault.ts";
import { type TrustedKeys, trustedKeys } from "./trusted-keys.ts";

/** What an export says of itself when it holds. */
export interface Verified {
  readonly chain: string;
  readonly entries: number;
  /** Number of the last entry that a signature covers; 0: none. */
  readonly signedUpTo: number;
  /** The keys whose signatures were checked, by lower-case hex SHA-256 of their SubjectPublicKeyInfo DER. */
  readonly keys: readonly string[];
}

const HASH = /^[0-9a-f]{64}$/;
const CHAIN = /^[0-9a-z-]{1,64}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;
const ENTRY_FIELDS = new Set([
  ...["type", "number", "at", "actor", "accountId", "address", "requestId", "action", "subject"],
  ...["before", "after", "previous", "hash"],
]);

type Line = Readonly<Record<string, unknown>>;

/** How far the check has come. All that is kept of what was read: the memory it takes doesn't grow with the file. */
interface State {
  readonly chain: string;
  readonly trusted: TrustedKeys;
  number: number;
  hash: string;
  signedUpTo: number;
  readonly keys: Set<string>;
  ended: boolean;
}

/**
 * Checks an export of the audit trail (docs/audit.md) without any server: entry by entry in order, each hash over the entry and the hash
 * before it, and each signed end against the entry that it follows. It is written from that page alone and shares no code with the server.
 *
 * @param pins public keys in PEM, or their fingerprints (64 hex digits), that alone are believed; empty: the keys of the export itself,
 *   which proves less
 * @throws {AuditFault} for the first line that doesn't hold
 */
export async function verifyLines(
  lines: AsyncIterable<string> | Iterable<string>,
  pins: readonly string[],
): Promise<Verified> {
  const trusted = trustedKeys(pins);
  let state: State | null = null;
  for await (const text of lines) {
    if (text.trim() === "") continue;
    const line = parse(text, state);
    if (state === null) state = begin(line, trusted);
    else check(state, line);
  }
  if (state === null) throw new AuditFault("the file is empty");
  const { chain, number: entries, signedUpTo, keys, ended } = state;
  if (!ended) {
    throw new AuditFault(
      `the file ends after entry ${entries} without its last line, which says how many there are: it was cut off`,
    );
  }
  if (pins.length > 0 && signedUpTo === 0) {
    throw new AuditFault("there is no signature in it, so it may have been written by anyone");
  }
  return { chain, entries, signedUpTo, keys: [...keys] };
}

function begin(line: Line, trusted: TrustedKeys): State {
  if (line.type === "filtered") {
    throw new AuditFault(
      "this is a part of a trail, as filtered, and no part can be verified: export the whole trail",
    );
  }
  if (line.type !== "chain") throw new AuditFault("the first line doesn't say which trail this is");
  if (line.format !== "gatehouse-audit-1" || typeof line.chain !== "string" || !CHAIN.test(line.chain))
    throw new AuditFault("this is not an export of one audit trail in a form that is known here");
  return {
    chain: line.chain,
    trusted,
    number: 0,
    hash: "0".repeat(64),
    signedUpTo: 0,
    keys: new Set(),
    ended: false,
  };
}

function check(state: State, line: Line): void {
  if (state.ended) throw new AuditFault("there are lines after the one that says that this was the last");
  switch (line.type) {
    case "entry":
      checkEntry(state, line);
      break;
    case "signature":
      checkSignature(state, line);
      break;
    case "key":
      if (state.number > 0) throw new AuditFault(`a key comes after entry ${state.number}: keys come first`);
      state.trusted.offer(line.keyId, line.publicKey);
      break;
    case "end":
      if (line.entries !== state.number) {
        throw new AuditFault(
          `the last line speaks of ${told(line.entries)} entries, and there are ${state.number}`,
        );
      }
      state.ended = true;
      break;
    case "chain":
      throw new AuditFault(`after entry ${state.number} another trail begins: a file holds one`);
    default:
      throw new AuditFault(`after entry ${state.number} comes a line of a kind that is not known here`);
  }
}

function checkEntry(state: State, line: Line): void {
  const expected = state.number + 1;
  const { number } = line;
  if (number !== expected) {
    if (typeof number === "number" && number > expected)
      throw new AuditFault(`entry ${expected} is missing: entry ${told(number)} comes in its place`);
    throw new AuditFault(
      `entry ${told(number)} comes a second time or out of order, where entry ${expected} should be`,
    );
  }
  if (line.previous !== state.hash)
    throw new AuditFault(`entry ${expected} doesn't follow the entry before it`);
  for (const field of Object.keys(line)) {
    if (!ENTRY_FIELDS.has(field))
      throw new AuditFault(`entry ${expected} has a field that no entry has, so nothing proves it`);
  }
  const form = JSON.stringify([
    state.chain,
    number,
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
  const hash = createHash("sha256").update(Buffer.from(state.hash, "hex")).update(form, "utf8").digest("hex");
  if (line.hash !== hash) throw new AuditFault(`entry ${expected} was changed`);
  state.number = expected;
  state.hash = hash;
}

function sorted(fields: unknown, number: number): unknown {
  if (fields === null) return null;
  if (typeof fields !== "object" || Array.isArray(fields))
    throw new AuditFault(`entry ${number} was changed`);
  return Object.entries(fields as object).sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkSignature(state: State, line: Line): void {
  const { number, hash, at, keyId, signature } = line;
  const what = `the signature of entry ${told(number)}`;
  if (
    !(typeof number === "number" && Number.isSafeInteger(number) && number > 0) ||
    !(typeof hash === "string" && HASH.test(hash)) ||
    !(typeof at === "string" && MOMENT.test(at)) ||
    !(typeof keyId === "string" && HASH.test(keyId)) ||
    !(typeof signature === "string" && SIGNATURE.test(signature))
  ) {
    throw new AuditFault(`${what} can't be read`);
  }
  const key = state.trusted.find(keyId);
  if (key === null) throw new AuditFault(`${what} is made with a key that is not trusted: ${keyId}`);
  const text = `gatehouse-audit-head\n${JSON.stringify([state.chain, number, hash, at])}`;
  if (!verify(null, Buffer.from(text), key, Buffer.from(signature, "base64")))
    throw new AuditFault(`${what} is not right`);
  if (number > state.number)
    throw new AuditFault(`entries from ${state.number + 1} on are missing: entry ${number} was signed`);
  if (number < state.number || number === state.signedUpTo)
    throw new AuditFault(`${what} is out of place: it comes once, directly after that entry`);
  if (state.hash !== hash)
    throw new AuditFault(`the trail up to entry ${number} is another one than was signed at ${at}`);
  state.signedUpTo = number;
  state.keys.add(keyId);
}

/**
 * One JSON object, written as an export writes it. Another writing of the same could hold a name twice, of which one program reads the first
 * value and another the last.
 */
function parse(text: string, state: State | null): Line {
  const where = state === null ? "the first line" : `the line after entry ${state.number}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AuditFault(`${where} is not JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AuditFault(`${where} is not a JSON object`);
  if (JSON.stringify(value) !== text)
    throw new AuditFault(`${where} is not written as an export writes it: it was edited, or formatted anew`);
  return value as Line;
}

/** Something out of a file that nobody has to believe, fit for a terminal. */
function told(value: unknown): string {
  if (typeof value === "number") return String(value);
  return `“${String(value)
    .replaceAll(/[^\x20-\x7e]/g, "?")
    .slice(0, 40)}”`;
}
