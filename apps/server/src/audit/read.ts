import { asc, desc, eq } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { auditEntries, auditKeys } from "./tables.ts";

export type AuditEntry = typeof auditEntries.$inferSelect;

/** The newest entries of a project, newest first. */
export async function readActivity(
  database: Database,
  projectId: string,
  limit: number,
): Promise<AuditEntry[]> {
  return database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, projectId))
    .orderBy(desc(auditEntries.number))
    .limit(limit);
}

/** The keys that sign, oldest first; public facts only. */
export async function auditKeysOf(
  database: Database,
): Promise<Pick<typeof auditKeys.$inferSelect, "id" | "publicKey" | "createdAt">[]> {
  return database
    .select({ id: auditKeys.id, publicKey: auditKeys.publicKey, createdAt: auditKeys.createdAt })
    .from(auditKeys)
    .orderBy(asc(auditKeys.createdAt));
}
