import { createPublicKey } from "node:crypto";
import { and, asc, eq, gt, inArray, lte } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { auditEntries, auditKeys, auditSignatures } from "./tables.ts";

/** Read at a time, so that a long chain is never in memory as a whole. */
const PAGE = 500;

/**
 * A chain as JSON lines: what it is, its entries in order, the signatures of its ends, and the keys that made them. `docs/audit.md` has the
 * form; `gatehouse audit verify` reads it.
 */
export async function* exportChain(database: Database, chain: string): AsyncGenerator<string> {
  yield line({ type: "chain", format: "gatehouse-audit-1", chain });
  let last = 0;
  for (let count = PAGE; count === PAGE; ) {
    const entries = await database
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.chain, chain), gt(auditEntries.number, last)))
      .orderBy(asc(auditEntries.number))
      .limit(PAGE);
    for (const { chain: _chain, at, previous, hash, ...entry } of entries) {
      const hashes = { previous: previous.toString("hex"), hash: hash.toString("hex") };
      yield line({ type: "entry", ...entry, at: at.toISOString(), ...hashes });
    }
    count = entries.length;
    last = entries.at(-1)?.number ?? last;
  }
  // What was signed after the last entry here was read would speak of entries that are not here.
  const keyIds = new Set<string>();
  for (let count = PAGE, after = 0; count === PAGE; ) {
    const signatures = await database
      .select()
      .from(auditSignatures)
      .where(
        and(
          eq(auditSignatures.chain, chain),
          gt(auditSignatures.number, after),
          lte(auditSignatures.number, last),
        ),
      )
      .orderBy(asc(auditSignatures.number))
      .limit(PAGE);
    for (const { number, hash, at, keyId, signature } of signatures) {
      keyIds.add(keyId);
      const bytes = { hash: hash.toString("hex"), signature: signature.toString("base64") };
      yield line({ type: "signature", number, at: at.toISOString(), keyId, ...bytes });
    }
    count = signatures.length;
    after = signatures.at(-1)?.number ?? after;
  }
  if (keyIds.size === 0) return;
  const keys = await database
    .select()
    .from(auditKeys)
    .where(inArray(auditKeys.id, [...keyIds]));
  for (const { id, publicKey } of keys) {
    yield line({ type: "key", keyId: id, publicKey: publicKeyPem(publicKey) });
  }
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
