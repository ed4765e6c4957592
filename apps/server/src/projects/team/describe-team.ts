import { z } from "zod";
import { ability, abilityAnswer, type Standing } from "../../http/ability.ts";
import { PROJECT_ROLES } from "../../permissions.ts";
import { adminsOf, MOST_ADMINS, MOST_MEMBERS, whyNotChangeRole, whyNotGo, whyNotInvite } from "./rules.ts";
import type { Invitation, Member, Team } from "./store.ts";

const roleAnswer = z.enum(PROJECT_ROLES);

export const invitationAnswer = z.object({
  id: z.uuid(),
  email: z.string(),
  role: roleAnswer,
  invitedBy: z.string(),
  invitedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  expired: z
    .boolean()
    .describe("Its link works no more; it keeps its place until it is withdrawn or sent again."),
  can: z.object({ resend: abilityAnswer, withdraw: abilityAnswer }),
});

export const teamAnswer = z.object({
  members: z.array(
    z.object({
      accountId: z.uuid(),
      name: z.string(),
      email: z.string(),
      company: z.string().nullable(),
      role: roleAnswer,
      since: z.iso.datetime(),
      isYou: z.boolean(),
      can: z.object({ changeRole: abilityAnswer, remove: abilityAnswer }),
    }),
  ),
  invitations: z.array(invitationAnswer),
  places: z
    .object({
      members: z.number().int(),
      mostMembers: z.number().int(),
      admins: z.number().int(),
      mostAdmins: z.number().int(),
    })
    .describe("How many are taken, invitations counted, and how many there are."),
  can: z.object({ inviteAdmin: abilityAnswer, inviteReadOnly: abilityAnswer, leave: abilityAnswer }),
});

interface Seen {
  readonly accountId: string;
  readonly standing: Standing;
  readonly now: Date;
}

/** The team as a member sees it, with what this member may do next. */
export function describeTeam(team: Team, seen: Seen): z.infer<typeof teamAnswer> {
  const { standing } = seen;
  return {
    members: team.members.map((member) => describeMember(team, member, seen)),
    invitations: team.invitations.map((invitation) => describeInvitation(invitation, seen)),
    places: {
      members: team.members.length + team.invitations.length,
      mostMembers: MOST_MEMBERS,
      admins: adminsOf(team),
      mostAdmins: MOST_ADMINS,
    },
    can: {
      inviteAdmin: ability(standing, "team.invite", whyNotInvite(team, "admin")),
      inviteReadOnly: ability(standing, "team.invite", whyNotInvite(team, "read-only")),
      leave: ability(standing, "team.leave", whyNotGo(team, seen.accountId)),
    },
  };
}

function describeMember(team: Team, member: Member, { accountId, standing }: Seen) {
  const other = member.role === "admin" ? "read-only" : "admin";
  return {
    ...member,
    since: member.since.toISOString(),
    isYou: member.accountId === accountId,
    can: {
      changeRole: ability(standing, "team.change-role", whyNotChangeRole(team, member.accountId, other)),
      remove: ability(standing, "team.remove", whyNotGo(team, member.accountId)),
    },
  };
}

export function describeInvitation(
  invitation: Invitation,
  { standing, now }: Seen,
): z.infer<typeof invitationAnswer> {
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    invitedBy: invitation.invitedBy,
    invitedAt: invitation.invitedAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
    expired: invitation.expiresAt <= now,
    can: { resend: ability(standing, "team.invite"), withdraw: ability(standing, "team.invite") },
  };
}
