import { createPublicKey } from "node:crypto";
import { and, asc, eq, gt, gte, inArray, lte } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import type { AuditEntry } from "./read.ts";
import { auditEntries, auditKeys, auditSignatures } from "./tables.ts";

/** Read at a time, so that a long chain is never in memory as a whole. */
const PAGE = 500;

/**
 * A chain as JSON lines: what it is, the keys that signed it, its entries in order, each signed end directly after its entry, and how many
 * entries that were: whoever reads it needs to keep nothing. `docs/audit.md` has the form; `gatehouse audit verify` reads it.
 *
 * @param upTo number of the last entry to be in it
 */
export async function* exportChain(database: Database, chain: string, upTo: number): AsyncGenerator<string> {
  yield line({ type: "chain", format: "gatehouse-audit-1", chain });
  const keys = await keysOf(database, chain, upTo);
  for (const { id, publicKey } of keys) {
    yield line({ type: "key", keyId: id, publicKey: publicKeyPem(publicKey) });
  }
  let last = 0;
  for (;;) {
    const entries = await entriesOf(database, chain, last, upTo);
    const from = last + 1;
    last = entries.at(-1)?.number ?? last;
    const signatures = await signaturesOf(database, chain, from, last, keys);
    for (const { chain: _chain, at, previous, hash, ...entry } of entries) {
      const hashes = { previous: previous.toString("hex"), hash: hash.toString("hex") };
      yield line({ type: "entry", ...entry, at: at.toISOString(), ...hashes });
      const signed = signatures.get(entry.number);
      if (signed !== undefined) yield line(signed);
    }
    if (entries.length < PAGE) break;
  }
  yield line({ type: "end", entries: last });
}

async function keysOf(database: Database, chain: string, upTo: number) {
  const used = database
    .selectDistinct({ id: auditSignatures.keyId })
    .from(auditSignatures)
    .where(and(eq(auditSignatures.chain, chain), lte(auditSignatures.number, upTo)));
  return database
    .select({ id: auditKeys.id, publicKey: auditKeys.publicKey })
    .from(auditKeys)
    .where(inArray(auditKeys.id, used))
    .orderBy(asc(auditKeys.createdAt));
}

async function entriesOf(
  database: Database,
  chain: string,
  after: number,
  upTo: number,
): Promise<AuditEntry[]> {
  return database
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.chain, chain), gt(auditEntries.number, after), lte(auditEntries.number, upTo)))
    .orderBy(asc(auditEntries.number))
    .limit(PAGE);
}

/** The lines of the signed ends among some entries, by their number. One by a key that came meanwhile is left for the next export. */
async function signaturesOf(
  database: Database,
  chain: string,
  from: number,
  to: number,
  keys: readonly { readonly id: string }[],
): Promise<Map<number, object>> {
  if (keys.length === 0) return new Map();
  const rows = await database
    .select()
    .from(auditSignatures)
    .where(
      and(
        eq(auditSignatures.chain, chain),
        gte(auditSignatures.number, from),
        lte(auditSignatures.number, to),
        inArray(
          auditSignatures.keyId,
          keys.map(({ id }) => id),
        ),
      ),
    );
  return new Map(
    rows.map(({ number, hash, at, keyId, signature }) => {
      const bytes = { hash: hash.toString("hex"), signature: signature.toString("base64") };
      return [number, { type: "signature", number, at: at.toISOString(), keyId, ...bytes }];
    }),
  );
}

/** SubjectPublicKeyInfo as PEM. */
export function publicKeyPem(der: Buffer): string {
  return createPublicKey({ key: der, format: "der", type: "spki" })
    .export({ type: "spki", format: "pem" })
    .toString();
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
