import type { ProjectRole } from "../../permissions.ts";

/** People of a project, invitations counted; FACTS: 20 in all, of whom 10 may be admins. A trigger of database/invariants.ts holds both. */
export const MOST_MEMBERS = 20;
export const MOST_ADMINS = 10;

/** How long the link of an invitation works. */
export const INVITATION_LIFE_MS = 7 * 24 * 3_600_000;

interface Team {
  readonly members: readonly { readonly accountId: string; readonly role: ProjectRole }[];
  /** An invitation that has run out keeps its place: it can be sent again at any time. */
  readonly invitations: readonly { readonly role: ProjectRole }[];
}

/** Is there a place for one more of this role? */
export function whyNotInvite(team: Team, role: ProjectRole): "too-many-members" | "too-many-admins" | null {
  if (team.members.length + team.invitations.length >= MOST_MEMBERS) return "too-many-members";
  return role === "admin" && adminsOf(team) >= MOST_ADMINS ? "too-many-admins" : null;
}

export function whyNotChangeRole(
  team: Team,
  accountId: string,
  role: ProjectRole,
): "last-admin" | "too-many-admins" | null {
  const now = team.members.find((member) => member.accountId === accountId)?.role;
  if (now === role) return null;
  if (role === "admin") return adminsOf(team) >= MOST_ADMINS ? "too-many-admins" : null;
  return whyNotGo(team, accountId);
}

/** A project keeps an admin: somebody must be able to add credentials and to stop a leaked key. */
export function whyNotGo(team: Team, accountId: string): "last-admin" | null {
  const admins = team.members.filter((member) => member.role === "admin");
  return admins.length === 1 && admins[0]?.accountId === accountId ? "last-admin" : null;
}

/** Admins, and those who will be when they accept. */
export function adminsOf(team: Team): number {
  return [...team.members, ...team.invitations].filter(({ role }) => role === "admin").length;
}
