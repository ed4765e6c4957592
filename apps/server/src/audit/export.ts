import { createPublicKey } from "node:crypto";
import { and, asc, eq, gt, inArray } from "drizzle-orm";
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
  for (let after = 0; ; ) {
    const entries = await database
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.chain, chain), gt(auditEntries.number, after)))
      .orderBy(asc(auditEntries.number))
      .limit(PAGE);
    for (const { chain: _chain, at, previous, hash, ...entry } of entries) {
      const hashes = { previous: previous.toString("hex"), hash: hash.toString("hex") };
      yield line({ type: "entry", ...entry, at: at.toISOString(), ...hashes });
    }
    if (entries.length < PAGE) break;
    after = entries.at(-1)?.number ?? after;
  }
  const signatures = await database
    .select()
    .from(auditSignatures)
    .where(eq(auditSignatures.chain, chain))
    .orderBy(asc(auditSignatures.number));
  for (const { number, hash, at, keyId, signature } of signatures) {
    yield line({
      type: "signature",
      number,
      hash: hash.toString("hex"),
      at: at.toISOString(),
      keyId,
      signature: signature.toString("base64"),
    });
  }
  const keyIds = [...new Set(signatures.map(({ keyId }) => keyId))];
  if (keyIds.length === 0) return;
  for (const { id, publicKey } of await database
    .select()
    .from(auditKeys)
    .where(inArray(auditKeys.id, keyIds))) {
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
