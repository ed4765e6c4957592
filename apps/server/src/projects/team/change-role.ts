import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Who } from "../../http/signed-in.ts";
import type { ProjectRole } from "../../permissions.ts";
import { tellMembers } from "../tell-members.ts";
import type { TeamContext } from "./context.ts";
import { findMember } from "./find-member.ts";
import { lockTeam } from "./lock-team.ts";
import { refuse } from "./refuse.ts";
import { whyNotChangeRole } from "./rules.ts";
import { setRole } from "./store.ts";

/**
 * Makes a member an admin or read-only; their own role as well, as long as another admin stays. The role that they have already changes
 * nothing.
 *
 * @throws {Problem} not-found, not-allowed, last-admin, too-many-admins
 */
export async function changeRole(
  context: TeamContext,
  who: Who,
  asked: { readonly projectId: string; readonly accountId: string; readonly role: ProjectRole },
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    const { project, team } = await lockTeam(tx, who, asked.projectId, "team.change-role");
    const member = findMember(team, asked.accountId);
    if (member.role === asked.role) return;
    refuse(whyNotChangeRole(team, member.accountId, asked.role));
    await setRole(tx, project.id, member.accountId, asked.role);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "member.role-changed",
        subject: `account:${member.accountId}`,
        before: { role: member.role },
        after: { email: member.email, role: asked.role },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "member.role-changed",
      projectId: project.id,
      environmentId: null,
      facts: { name: member.name, email: member.email, role: asked.role },
    });
  });
}
