import { requireAttempt } from "../../accounts/limit-attempts.ts";
import { linkNotValid } from "../../accounts/link-not-valid.ts";
import { hashToken } from "../../accounts/tokens.ts";
import { type AuditOrigin, appendAudit } from "../../audit/append.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Who } from "../../http/signed-in.ts";
import { Problem } from "../../problems/problem.ts";
import { lockProject, type Project } from "../store.ts";
import { tellMembers } from "../tell-members.ts";
import type { TeamContext } from "./context.ts";
import { deleteInvitation, type Invitation, insertMember, readInvitation } from "./store.ts";

/**
 * Joins the project as the account that is logged in, if the invitation is for its address: a link that was passed on opens nothing.
 *
 * @param source where the request comes from, for the limit of guesses
 * @returns the project's id
 * @throws {Problem} link-not-valid, invitation-for-another-address, already-member, not-allowed (operators), too-many-attempts
 */
export async function acceptInvitation(
  context: TeamContext,
  who: Who,
  link: { readonly token: string; readonly source: string },
): Promise<string> {
  const tokenHash = await requireInvitationToken(context.database, who.origin, who.now, link);
  const { id, name, email, operator } = who.signedIn;
  return inTransaction(context.database, async (tx) => {
    const { invitation, project } = await lockInvitation(tx, tokenHash, who.now);
    if (invitation.email !== email)
      throw new Problem(
        "invitation-for-another-address",
        `This invitation is for another address than ${email}: log in with the account that it was mailed to.`,
      );
    if (operator)
      throw new Problem("not-allowed", "The provider's own people are no members of partners' projects.");
    await join(tx, { ...who, person: { id, name, email } }, invitation, project);
    return project.id;
  });
}

/** @throws {Problem} link-not-valid, too-many-attempts */
export async function requireInvitationToken(
  database: Database,
  origin: AuditOrigin,
  now: Date,
  link: { readonly token: string; readonly source: string },
): Promise<Buffer> {
  await requireAttempt(database, { kind: "link-source", of: [link.source] }, now, origin);
  const tokenHash = hashToken(link.token);
  if (tokenHash === null) throw linkNotValid();
  return tokenHash;
}

/**
 * The invitation, held still with the team of its project. It is looked at again under the lock: it may have been accepted, withdrawn or
 * sent again meanwhile.
 *
 * @throws {Problem} link-not-valid
 */
export async function lockInvitation(
  tx: Transaction,
  tokenHash: Buffer,
  now: Date,
): Promise<{ invitation: Invitation; project: Project }> {
  const seen = await readInvitation(tx, tokenHash, now);
  const project = seen === null ? null : await lockProject(tx, seen.projectId);
  const invitation = project === null ? null : await readInvitation(tx, tokenHash, now);
  if (project === null || invitation === null) throw linkNotValid();
  return { invitation, project };
}

/** Makes the person a member in the place of the invitation, which is used up by it. */
export async function join(
  tx: Transaction,
  who: {
    readonly person: { readonly id: string; readonly name: string; readonly email: string };
    readonly origin: AuditOrigin;
    readonly now: Date;
  },
  invitation: Invitation,
  project: Project,
): Promise<void> {
  const { person, origin, now } = who;
  const { role } = invitation;
  await deleteInvitation(tx, invitation.id);
  if (!(await insertMember(tx, { projectId: project.id, accountId: person.id, role, since: now })))
    throw new Problem("already-member", "You are a member of this project already.");
  await appendAudit(tx, origin, now, [
    {
      projectId: project.id,
      action: "member.joined",
      subject: `account:${person.id}`,
      after: { email: person.email, role },
    },
  ]);
  await tellMembers(tx, origin, now, {
    kind: "member.joined",
    projectId: project.id,
    environmentId: null,
    facts: { name: person.name, email: person.email, role },
  });
}
