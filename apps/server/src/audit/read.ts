import { desc, eq } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { auditEntries } from "./tables.ts";

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
