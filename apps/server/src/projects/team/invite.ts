import { randomUUIDv7 } from "node:crypto";
import { requireAttempt } from "../../accounts/limit-attempts.ts";
import { createHashedToken } from "../../accounts/tokens.ts";
import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Who } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import type { ProjectRole } from "../../permissions.ts";
import { Problem } from "../../problems/problem.ts";
import { requireRole } from "../require-role.ts";
import { tellMembers } from "../tell-members.ts";
import type { TeamContext } from "./context.ts";
import { invitationLanguage } from "./invitation-language.ts";
import { lockTeam } from "./lock-team.ts";
import { invitationMail } from "./mails.ts";
import { refuse } from "./refuse.ts";
import { INVITATION_LIFE_MS, whyNotInvite } from "./rules.ts";
import { type Invitation, insertInvitation } from "./store.ts";

/**
 * Invites whoever reads this mailbox. The caller isn't told whether the address has an account.
 *
 * @throws {Problem} not-found, not-allowed, already-member, already-invited, too-many-members, too-many-admins, too-many-attempts
 */
export async function invite(
  context: TeamContext,
  who: Who,
  asked: { readonly projectId: string; readonly email: string; readonly role: ProjectRole },
): Promise<Invitation> {
  await requireRole(context.database, who.signedIn, asked.projectId, "team.invite");
  await requireInvitationAttempt(context, who, asked.email);
  const { token, tokenHash } = createHashedToken();
  return inTransaction(context.database, async (tx) => {
    const { project, team } = await lockTeam(tx, who, asked.projectId, "team.invite");
    if (team.members.some(({ email }) => email === asked.email))
      throw taken("already-member", "This address belongs to a member of the project.");
    if (team.invitations.some(({ email }) => email === asked.email))
      throw taken("already-invited", "This address is invited already: send the invitation again.");
    refuse(whyNotInvite(team, asked.role));
    const invitation: Invitation = {
      id: randomUUIDv7(),
      projectId: project.id,
      email: asked.email,
      role: asked.role,
      tokenHash,
      invitedBy: who.signedIn.email,
      invitedAt: who.now,
      expiresAt: new Date(who.now.getTime() + INVITATION_LIFE_MS),
    };
    await insertInvitation(tx, invitation);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "member.invited",
        subject: `invitation:${invitation.id}`,
        after: { email: asked.email, role: asked.role },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "member.invited",
      projectId: project.id,
      environmentId: null,
      facts: { email: asked.email, role: asked.role },
    });
    const language = await invitationLanguage(tx, who.signedIn, invitation.email);
    await queueMail(tx, who.now, invitationMail(context.mail(), language, project, invitation, token));
    return invitation;
  });
}

/** Bounds the mails that one member has sent, and those that one address gets. */
export async function requireInvitationAttempt(
  { database }: TeamContext,
  who: Who,
  email: string,
): Promise<void> {
  await requireAttempt(database, { kind: "invitation", of: [who.signedIn.id] }, who.now);
  await requireAttempt(database, { kind: "mail", of: [email] }, who.now);
}

function taken(code: "already-member" | "already-invited", detail: string): Problem {
  return new Problem(code, detail, { fields: [{ pointer: "/email", detail }] });
}
