import { and, asc, count, eq, getTableColumns, inArray, isNotNull, isNull, lte, or } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import { companies } from "../companies/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { environments, projectMembers, projects } from "../projects/tables.ts";
import { clientEncryptionKeys, keyActivations, keyRehearsals, mastercardEncryptionKeys } from "./tables.ts";

export type ClientEncryptionKey = typeof clientEncryptionKeys.$inferSelect;
export type MastercardEncryptionKey = typeof mastercardEncryptionKeys.$inferSelect;
export type Activation = typeof keyActivations.$inferSelect;
type Reader = Pick<Database, "select">;

export async function insertClientKey(tx: Transaction, key: ClientEncryptionKey): Promise<void> {
  await tx.insert(clientEncryptionKeys).values(key);
}

/** Also begins its first span of activity where it is active. */
export async function insertMastercardKey(tx: Transaction, key: MastercardEncryptionKey): Promise<void> {
  await tx.insert(mastercardEncryptionKeys).values(key);
  if (key.active) await tx.insert(keyActivations).values({ keyId: key.id, from: key.createdAt, to: null });
}

export async function clientKeysOf(tx: Reader, environmentId: string): Promise<ClientEncryptionKey[]> {
  return tx
    .select()
    .from(clientEncryptionKeys)
    .where(eq(clientEncryptionKeys.environmentId, environmentId))
    .orderBy(asc(clientEncryptionKeys.createdAt));
}

export async function mastercardKeysOf(
  tx: Reader,
  environmentId: string,
): Promise<MastercardEncryptionKey[]> {
  return tx
    .select()
    .from(mastercardEncryptionKeys)
    .where(eq(mastercardEncryptionKeys.environmentId, environmentId))
    .orderBy(asc(mastercardEncryptionKeys.createdAt));
}

export async function activationsOf(tx: Reader, keyIds: readonly string[]): Promise<Activation[]> {
  if (keyIds.length === 0) return [];
  return tx
    .select()
    .from(keyActivations)
    .where(inArray(keyActivations.keyId, [...keyIds]))
    .orderBy(asc(keyActivations.from));
}

export async function findClientKey(
  tx: Reader,
  projectId: string,
  id: string,
): Promise<ClientEncryptionKey | null> {
  const [row] = await tx
    .select()
    .from(clientEncryptionKeys)
    .where(and(eq(clientEncryptionKeys.id, id), eq(clientEncryptionKeys.projectId, projectId)));
  return row ?? null;
}

export async function findMastercardKey(
  tx: Reader,
  projectId: string,
  id: string,
): Promise<MastercardEncryptionKey | null> {
  const [row] = await tx
    .select()
    .from(mastercardEncryptionKeys)
    .where(and(eq(mastercardEncryptionKeys.id, id), eq(mastercardEncryptionKeys.projectId, projectId)));
  return row ?? null;
}

/** The project's key that uses this pair. */
export async function findByKid(
  tx: Reader,
  projectId: string,
  kid: string,
): Promise<MastercardEncryptionKey | null> {
  const [row] = await tx
    .select()
    .from(mastercardEncryptionKeys)
    .where(and(eq(mastercardEncryptionKeys.projectId, projectId), eq(mastercardEncryptionKeys.kid, kid)));
  return row ?? null;
}

/**
 * Makes the key the environment's active one and ends the span of the one before it.
 *
 * @returns the keys whose state has changed, as they are now
 */
export async function activateMastercardKey(
  tx: Transaction,
  key: MastercardEncryptionKey,
  now: Date,
): Promise<MastercardEncryptionKey[]> {
  const ofEnvironment = eq(mastercardEncryptionKeys.environmentId, key.environmentId);
  const deactivated = await tx
    .update(mastercardEncryptionKeys)
    .set({ active: false })
    .where(and(ofEnvironment, eq(mastercardEncryptionKeys.active, true)))
    .returning();
  const before = deactivated.map(({ id }) => id);
  if (before.length > 0) {
    await tx
      .update(keyActivations)
      .set({ to: now })
      .where(and(inArray(keyActivations.keyId, before), isNull(keyActivations.to)));
  }
  const [activated] = await tx
    .update(mastercardEncryptionKeys)
    .set({ active: true })
    .where(eq(mastercardEncryptionKeys.id, key.id))
    .returning();
  await tx.insert(keyActivations).values({ keyId: key.id, from: now, to: null });
  return activated === undefined ? deactivated : [...deactivated, activated];
}

export async function renameMastercardKey(tx: Transaction, id: string, alias: string): Promise<void> {
  await tx.update(mastercardEncryptionKeys).set({ alias }).where(eq(mastercardEncryptionKeys.id, id));
}

export async function setMastercardKeyRevoked(
  tx: Transaction,
  id: string,
  revokedAt: Date,
  compromisedAt: Date | null = null,
): Promise<void> {
  await tx
    .update(mastercardEncryptionKeys)
    .set({ active: false, revokedAt, compromisedAt })
    .where(eq(mastercardEncryptionKeys.id, id));
}

export async function setClientKeyRevoked(
  tx: Transaction,
  key: Pick<ClientEncryptionKey, "id" | "revokedAt" | "revokedBy" | "compromisedAt" | "destroyAt">,
): Promise<void> {
  const { revokedAt, revokedBy, compromisedAt, destroyAt } = key;
  await tx
    .update(clientEncryptionKeys)
    .set({ revokedAt, revokedBy, compromisedAt, destroyAt })
    .where(eq(clientEncryptionKeys.id, key.id));
}

/** A key of any project: for operators. */
export async function findClientKeyAnywhere(tx: Reader, id: string): Promise<ClientEncryptionKey | null> {
  const [row] = await tx.select().from(clientEncryptionKeys).where(eq(clientEncryptionKeys.id, id));
  return row ?? null;
}

/** The key's own row, which is all that the destroying job locks. */
export async function lockClientKey(tx: Transaction, id: string): Promise<ClientEncryptionKey | null> {
  const [row] = await tx
    .select()
    .from(clientEncryptionKeys)
    .where(eq(clientEncryptionKeys.id, id))
    .for("update");
  return row ?? null;
}

/** As if it had never been revoked; who has asked for it and who has confirmed stays with the key. */
export async function setClientKeyInUse(
  tx: Transaction,
  id: string,
  confirmedBy: string,
): Promise<ClientEncryptionKey> {
  const [row] = await tx
    .update(clientEncryptionKeys)
    .set({ revokedAt: null, revokedBy: null, destroyAt: null, restoreConfirmedBy: confirmedBy })
    .where(eq(clientEncryptionKeys.id, id))
    .returning();
  if (row === undefined) throw new Error("a key is gone");
  return row;
}

export async function setRestoreAsked(
  tx: Transaction,
  id: string,
  set: Pick<
    ClientEncryptionKey,
    "restoreReason" | "restoreAskedBy" | "restoreAskedByEmail" | "restoreAskedAt"
  >,
): Promise<void> {
  await tx.update(clientEncryptionKeys).set(set).where(eq(clientEncryptionKeys.id, id));
}

const toDestroy = and(isNotNull(clientEncryptionKeys.revokedAt), isNotNull(clientEncryptionKeys.privateKey));

/**
 * Revoked keys whose private half is still there, the next to be destroyed first; without the private half.
 *
 * @param operatorId who looks: `member` says whether they are in the key's project
 */
export async function keysToDestroy(tx: Reader, operatorId: string, page: { most: number; from: number }) {
  const { privateKey: _, certificate: _certificate, ...facts } = getTableColumns(clientEncryptionKeys);
  return tx
    .select({
      key: facts,
      project: { id: projects.id, name: projects.name },
      company: companies.name,
      companyId: accounts.companyId,
      environment: environments.type,
      member: projectMembers.role,
    })
    .from(clientEncryptionKeys)
    .innerJoin(projects, eq(projects.id, clientEncryptionKeys.projectId))
    .innerJoin(environments, eq(environments.id, clientEncryptionKeys.environmentId))
    .innerJoin(accounts, eq(accounts.id, projects.accountId))
    .leftJoin(companies, eq(companies.id, accounts.companyId))
    .leftJoin(
      projectMembers,
      and(eq(projectMembers.projectId, projects.id), eq(projectMembers.accountId, operatorId)),
    )
    .where(toDestroy)
    .orderBy(asc(clientEncryptionKeys.destroyAt), asc(clientEncryptionKeys.id))
    .limit(page.most)
    .offset(page.from);
}

export async function countKeysToDestroy(tx: Reader): Promise<number> {
  const [row] = await tx.select({ count: count() }).from(clientEncryptionKeys).where(toDestroy);
  return row?.count ?? 0;
}

/** The key that was made when this one was reported as compromised. */
export async function successorOf(tx: Reader, key: ClientEncryptionKey): Promise<ClientEncryptionKey | null> {
  const [row] = await tx.select().from(clientEncryptionKeys).where(eq(clientEncryptionKeys.replaces, key.id));
  return row ?? null;
}

/**
 * Forgets the wrapped private halves of some of the keys whose day has come; the rows stay.
 *
 * @param revokedUntil a revoked key without a day of its own is due if it was revoked by then
 */
export async function destroyPrivateKeys(
  tx: Transaction,
  now: Date,
  revokedUntil: Date,
  most: number,
): Promise<Pick<ClientEncryptionKey, "id" | "kid" | "projectId" | "environmentId">[]> {
  const { id, kid, projectId, environmentId } = clientEncryptionKeys;
  const due = tx
    .select({ id })
    .from(clientEncryptionKeys)
    .where(
      and(
        or(
          lte(clientEncryptionKeys.destroyAt, now),
          and(isNull(clientEncryptionKeys.destroyAt), lte(clientEncryptionKeys.revokedAt, revokedUntil)),
        ),
        isNotNull(clientEncryptionKeys.privateKey),
      ),
    )
    .limit(most)
    .for("update", { skipLocked: true });
  return tx
    .update(clientEncryptionKeys)
    .set({ privateKey: null })
    .where(inArray(id, due))
    .returning({ id, kid, projectId, environmentId });
}

export type Rehearsal = typeof keyRehearsals.$inferSelect;

export async function insertRehearsal(tx: Transaction, rehearsal: Rehearsal): Promise<void> {
  await tx.insert(keyRehearsals).values(rehearsal);
}

export async function lockRehearsal(tx: Transaction, id: string): Promise<Rehearsal | null> {
  const [row] = await tx.select().from(keyRehearsals).where(eq(keyRehearsals.id, id)).for("update");
  return row ?? null;
}

export async function setRehearsalAnswered(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.update(keyRehearsals).set({ answeredAt: now }).where(eq(keyRehearsals.id, id));
}

export async function setProven(
  tx: Transaction,
  id: string,
  proven: { readonly provenAt: Date; readonly provenFrom: string },
): Promise<void> {
  await tx.update(mastercardEncryptionKeys).set(proven).where(eq(mastercardEncryptionKeys.id, id));
}

/** Forgets challenges that can't be answered any more. */
export async function deleteRehearsals(database: Pick<Database, "delete">, before: Date): Promise<void> {
  await database.delete(keyRehearsals).where(lte(keyRehearsals.expiresAt, before));
}
