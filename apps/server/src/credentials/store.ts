import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { environments } from "../projects/tables.ts";
import { credentials } from "./tables.ts";

export type Credential = typeof credentials.$inferSelect;
type Reader = Pick<Database, "select">;

export async function insertCredential(tx: Transaction, credential: Credential): Promise<void> {
  await tx.insert(credentials).values(credential);
}

/** Those that are not deleted. */
export async function credentialsOf(tx: Reader, environmentId: string): Promise<Credential[]> {
  return tx
    .select()
    .from(credentials)
    .where(and(eq(credentials.environmentId, environmentId), isNull(credentials.deletedAt)))
    .orderBy(asc(credentials.createdAt));
}

/** For a query: the ids of all of an environment's credentials, those that are deleted as well, as the key book writes them. */
export function credentialIdsOf(tx: Reader, environmentId: string) {
  return tx
    .select({ id: sql<string>`${credentials.id}::text` })
    .from(credentials)
    .where(eq(credentials.environmentId, environmentId));
}

export async function findCredential(tx: Reader, projectId: string, id: string): Promise<Credential | null> {
  const [row] = await tx
    .select()
    .from(credentials)
    .where(and(eq(credentials.id, id), eq(credentials.projectId, projectId), isNull(credentials.deletedAt)));
  return row ?? null;
}

export async function readCredential(tx: Reader, id: string): Promise<Credential | null> {
  const [row] = await tx
    .select()
    .from(credentials)
    .where(and(eq(credentials.id, id), isNull(credentials.deletedAt)));
  return row ?? null;
}

export async function lockCredential(tx: Transaction, id: string): Promise<Credential | null> {
  const [row] = await tx
    .select()
    .from(credentials)
    .where(and(eq(credentials.id, id), isNull(credentials.deletedAt)))
    .for("update");
  return row ?? null;
}

export async function updateSecrets(
  tx: Transaction,
  id: string,
  change: Pick<Credential, "secrets" | "version" | "wrappedSecret">,
): Promise<void> {
  await tx.update(credentials).set(change).where(eq(credentials.id, id));
}

/** Does the project have credentials that Production lets in? */
export async function hasActiveProduction(tx: Reader, projectId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: credentials.id })
    .from(credentials)
    .innerJoin(environments, eq(environments.id, credentials.environmentId))
    .where(
      and(
        eq(credentials.projectId, projectId),
        isNull(credentials.deletedAt),
        eq(environments.type, "production"),
        eq(environments.status, "active"),
      ),
    )
    .limit(1);
  return rows.length === 1;
}

export async function setDeleted(tx: Transaction, id: string, now: Date): Promise<void> {
  const emptied = { secrets: [], wrappedAppKey: null, wrappedSecret: null };
  await tx
    .update(credentials)
    .set({ ...emptied, deletedAt: now })
    .where(eq(credentials.id, id));
}
