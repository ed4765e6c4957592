import { asc } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { type auditEntries, auditKeys } from "./tables.ts";

export type AuditEntry = typeof auditEntries.$inferSelect;

/** The keys that sign, oldest first; public facts only. */
export async function auditKeysOf(
  database: Database,
): Promise<Pick<typeof auditKeys.$inferSelect, "id" | "publicKey" | "createdAt">[]> {
  return database
    .select({ id: auditKeys.id, publicKey: auditKeys.publicKey, createdAt: auditKeys.createdAt })
    .from(auditKeys)
    .orderBy(asc(auditKeys.createdAt));
}
