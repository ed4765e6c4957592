import { eq } from "drizzle-orm";
import { accounts } from "../../accounts/tables.ts";
import type { Database } from "../../database/database.ts";
import { clientEncryptionKeys, mastercardEncryptionKeys } from "../../encryption-keys/tables.ts";
import type { ProjectRole } from "../../permissions.ts";
import { projectMembers } from "../../projects/tables.ts";

/*
 * What only time or another person brings about, put into the rows of a program that runs: its own clock can't be turned from outside.
 */

const YEAR_MS = 365 * 86_400_000;

/** A key of either type that expired yesterday, after a year. */
export async function expireKey(database: Database, keyId: string): Promise<void> {
  const notAfter = new Date(Date.now() - 86_400_000);
  const life = { notBefore: new Date(notAfter.getTime() - YEAR_MS), notAfter };
  await database.update(clientEncryptionKeys).set(life).where(eq(clientEncryptionKeys.id, keyId));
  await database.update(mastercardEncryptionKeys).set(life).where(eq(mastercardEncryptionKeys.id, keyId));
}

/** A revoked Client Encryption Key whose private half the worker has destroyed. */
export async function destroyKey(database: Database, keyId: string): Promise<void> {
  await database
    .update(clientEncryptionKeys)
    .set({ privateKey: null, destroyAt: new Date(Date.now() - 1_000) })
    .where(eq(clientEncryptionKeys.id, keyId));
}

/** Makes a person a member of a project, whatever invitations there are. */
export async function addMember(
  database: Database,
  member: { readonly projectId: string; readonly email: string; readonly role: ProjectRole },
): Promise<void> {
  const [account] = await database
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.email, member.email));
  if (account === undefined) throw new Error("there is no such account");
  await database
    .insert(projectMembers)
    .values({ projectId: member.projectId, accountId: account.id, role: member.role, since: new Date() });
}
