import { createHashedToken } from "../../accounts/tokens.ts";
import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Who } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { requireRole } from "../require-role.ts";
import type { TeamContext } from "./context.ts";
import { invitationLanguage } from "./invitation-language.ts";
import { requireInvitationAttempt } from "./invite.ts";
import { lockTeam } from "./lock-team.ts";
import { invitationMail } from "./mails.ts";
import { INVITATION_LIFE_MS } from "./rules.ts";
import { type Invitation, readTeam, renewInvitation, type Team } from "./store.ts";

export interface WhichInvitation {
  readonly projectId: string;
  readonly invitationId: string;
}

/**
 * Sends an invitation again, with a new link for another seven days; the one mailed before is dead from then on.
 *
 * @throws {Problem} not-found, not-allowed, too-many-attempts
 */
export async function resendInvitation(
  context: TeamContext,
  who: Who,
  which: WhichInvitation,
): Promise<Invitation> {
  await requireRole(context.database, who.signedIn, which.projectId, "team.invite");
  const { email } = findInvitation(await readTeam(context.database, which.projectId), which);
  await requireInvitationAttempt(context, who, email);
  const { token, tokenHash } = createHashedToken();
  const link = { tokenHash, expiresAt: new Date(who.now.getTime() + INVITATION_LIFE_MS) };
  return inTransaction(context.database, async (tx) => {
    const { project, team } = await lockTeam(tx, who, which.projectId, "team.invite");
    const invitation = { ...findInvitation(team, which), ...link };
    await renewInvitation(tx, invitation.id, link);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "member.invitation-resent",
        subject: `invitation:${invitation.id}`,
        after: { email: invitation.email, role: invitation.role },
      },
    ]);
    const language = await invitationLanguage(tx, who.signedIn, invitation.email);
    await queueMail(tx, who.now, invitationMail(context.mail(), language, project, invitation, token));
    return invitation;
  });
}

/** @throws {Problem} not-found */
export function findInvitation(team: Team, which: WhichInvitation): Invitation {
  const found = team.invitations.find(({ id }) => id === which.invitationId);
  if (found === undefined)
    throw new Problem(
      "not-found",
      "There is no such invitation: it may have been accepted or withdrawn meanwhile.",
    );
  return found;
}
