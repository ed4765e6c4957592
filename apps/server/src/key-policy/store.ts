import { desc } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { DEFAULT_POLICY, type KeyPolicy } from "./rules.ts";
import { keyPolicies } from "./tables.ts";

export type StoredPolicy = typeof keyPolicies.$inferSelect;
type Reader = Pick<Database, "select">;

/** The policy in force. A flow reads it once: what has begun under one policy ends under it. */
export async function readKeyPolicy(tx: Reader): Promise<KeyPolicy> {
  const [newest] = await newestPolicies(tx, 1);
  return newest === undefined ? DEFAULT_POLICY : valuesOf(newest);
}

/** The newest versions, newest first; the default policy, which nobody laid down, is not among them. */
export async function newestPolicies(tx: Reader, most: number): Promise<StoredPolicy[]> {
  return tx.select().from(keyPolicies).orderBy(desc(keyPolicies.version)).limit(most);
}

/** @returns false if the version exists; one that is just being made is waited for */
export async function insertPolicy(
  tx: Transaction,
  policy: typeof keyPolicies.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(keyPolicies)
    .values(policy)
    .onConflictDoNothing()
    .returning({ version: keyPolicies.version });
  return rows.length === 1;
}

/** A policy without who laid it down and when. */
export function valuesOf(stored: StoredPolicy): KeyPolicy {
  const { version: _version, changedAt: _at, changedBy: _by, changedByEmail: _email, ...values } = stored;
  return values;
}
