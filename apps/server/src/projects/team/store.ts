import { and, asc, eq, gt } from "drizzle-orm";
import { accounts } from "../../accounts/tables.ts";
import { companies } from "../../companies/tables.ts";
import type { Database, Transaction } from "../../database/database.ts";
import type { ProjectRole } from "../../permissions.ts";
import { projectMembers } from "../tables.ts";
import { projectInvitations } from "./tables.ts";

export type Invitation = typeof projectInvitations.$inferSelect;
type Reader = Pick<Database, "select">;

export interface Member {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly company: string | null;
  readonly role: ProjectRole;
  readonly since: Date;
}

export interface Team {
  readonly members: readonly Member[];
  readonly invitations: readonly Invitation[];
}

/** Everybody in the project and everybody invited, admins first, those who came first before others. */
export async function readTeam(tx: Reader, projectId: string): Promise<Team> {
  const members = await tx
    .select({
      accountId: accounts.id,
      name: accounts.name,
      email: accounts.email,
      company: companies.name,
      role: projectMembers.role,
      since: projectMembers.since,
    })
    .from(projectMembers)
    .innerJoin(accounts, eq(accounts.id, projectMembers.accountId))
    .leftJoin(companies, eq(companies.id, accounts.companyId))
    .where(eq(projectMembers.projectId, projectId))
    .orderBy(asc(projectMembers.role), asc(projectMembers.since), asc(accounts.email));
  const invitations = await tx
    .select()
    .from(projectInvitations)
    .where(eq(projectInvitations.projectId, projectId))
    .orderBy(asc(projectInvitations.invitedAt), asc(projectInvitations.email));
  return { members, invitations };
}

export async function insertMember(
  tx: Transaction,
  member: typeof projectMembers.$inferInsert,
): Promise<boolean> {
  const rows = await tx.insert(projectMembers).values(member).onConflictDoNothing().returning();
  return rows.length === 1;
}

export async function setRole(
  tx: Transaction,
  projectId: string,
  accountId: string,
  role: ProjectRole,
): Promise<void> {
  await tx.update(projectMembers).set({ role }).where(memberIs(projectId, accountId));
}

export async function deleteMember(tx: Transaction, projectId: string, accountId: string): Promise<void> {
  await tx.delete(projectMembers).where(memberIs(projectId, accountId));
}

function memberIs(projectId: string, accountId: string) {
  return and(eq(projectMembers.projectId, projectId), eq(projectMembers.accountId, accountId));
}

export async function insertInvitation(tx: Transaction, invitation: Invitation): Promise<void> {
  await tx.insert(projectInvitations).values(invitation);
}

export async function renewInvitation(
  tx: Transaction,
  id: string,
  link: Pick<Invitation, "tokenHash" | "expiresAt">,
): Promise<void> {
  await tx.update(projectInvitations).set(link).where(eq(projectInvitations.id, id));
}

/** Looks without using the link up. */
export async function readInvitation(tx: Reader, tokenHash: Buffer, now: Date): Promise<Invitation | null> {
  const [row] = await tx
    .select()
    .from(projectInvitations)
    .where(and(eq(projectInvitations.tokenHash, tokenHash), gt(projectInvitations.expiresAt, now)));
  return row ?? null;
}

export async function deleteInvitation(tx: Transaction, id: string): Promise<void> {
  await tx.delete(projectInvitations).where(eq(projectInvitations.id, id));
}

/** Of a project that is deleted: nobody is in it any more, and calendars end with the membership. */
export async function deleteTeam(tx: Transaction, projectId: string): Promise<void> {
  await tx.delete(projectInvitations).where(eq(projectInvitations.projectId, projectId));
  await tx.delete(projectMembers).where(eq(projectMembers.projectId, projectId));
}
