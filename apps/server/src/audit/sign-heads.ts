import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { and, desc, eq, gt, notExists, sql } from "drizzle-orm";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { appendAudit, byServer } from "./append.ts";
import { auditHeads, auditKeys, auditSignatures } from "./tables.ts";

type Key = typeof auditKeys.$inferSelect;

/** Chains signed in one go; what is left is signed in the next. */
const MOST_AT_ONCE = 1_000;

/** What is signed of a chain's end, UTF-8: a form that another program can make again from an export. */
export function signedText(head: { chain: string; number: number; hash: Buffer; at: string }): string {
  return `gatehouse-audit-head\n${JSON.stringify([head.chain, head.number, head.hash.toString("hex"), head.at])}`;
}

/**
 * Signs the end of each chain that has grown since it was last signed (Ed25519, RFC 8032).
 *
 * @returns how many were signed
 */
export async function signHeads(database: Database, custody: Custody, now: Date): Promise<number> {
  if ((await unsignedHeads(database)).length === 0) return 0;
  const key = (await newestKey(database)) ?? (await createKey(database, custody, now));
  const heads = await unsignedHeads(database);
  // Another worker may have signed them while the key was made.
  if (heads.length === 0) return 0;
  const pkcs8 = await custody.unwrap(key.privateKey, auditKeyContext(key.id));
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  pkcs8.fill(0);
  const at = now.toISOString();
  const signed = heads.map((head) => ({
    ...head,
    at: now,
    keyId: key.id,
    signature: sign(null, Buffer.from(signedText({ ...head, at })), privateKey),
  }));
  // Another worker may have signed the same end meanwhile.
  await database.insert(auditSignatures).values(signed).onConflictDoNothing();
  return signed.length;
}

async function unsignedHeads(database: Database) {
  const ofThisEnd = database
    .select({ number: auditSignatures.number })
    .from(auditSignatures)
    .where(and(eq(auditSignatures.chain, auditHeads.chain), eq(auditSignatures.number, auditHeads.number)));
  return database
    .select({ chain: auditHeads.chain, number: auditHeads.number, hash: auditHeads.hash })
    .from(auditHeads)
    .where(and(gt(auditHeads.number, 0), notExists(ofThisEnd)))
    .limit(MOST_AT_ONCE);
}

async function newestKey(database: Pick<Database, "select">): Promise<Key | null> {
  const [key] = await database.select().from(auditKeys).orderBy(desc(auditKeys.createdAt)).limit(1);
  return key ?? null;
}

async function createKey(database: Database, custody: Custody, now: Date): Promise<Key> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  const id = createHash("sha256").update(publicKey).digest("hex");
  const wrapped = await custody.wrap(privateKey, auditKeyContext(id)).finally(() => privateKey.fill(0));
  const key: Key = { id, publicKey, privateKey: wrapped, createdAt: now };
  return inTransaction(database, async (tx) => {
    // Two workers starting at once: the second waits here and takes the first one's.
    await tx.execute(sql`lock table ${auditKeys} in exclusive mode`);
    const other = await newestKey(tx);
    if (other !== null) return other;
    await tx.insert(auditKeys).values(key);
    await appendAudit(tx, byServer("audit-signer"), now, [
      { projectId: null, action: "audit-key.created", subject: `audit-key:${id}`, after: { keyId: id } },
    ]);
    return key;
  });
}

/** What a signing key is wrapped with. */
export function auditKeyContext(id: string): string {
  return `audit-key:${id}`;
}
