import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Who } from "../../http/signed-in.ts";
import { tellMembers } from "../tell-members.ts";
import type { TeamContext } from "./context.ts";
import { findMember } from "./find-member.ts";
import { lockTeam } from "./lock-team.ts";
import { refuse } from "./refuse.ts";
import { whyNotGo } from "./rules.ts";
import { deleteMember } from "./store.ts";

/**
 * Takes a member out of the project. They see nothing of it from then on, and their calendar of it ends; credentials and keys go on, since
 * programs use them.
 *
 * @throws {Problem} not-found, not-allowed, last-admin
 */
export async function removeMember(
  context: TeamContext,
  who: Who,
  which: { readonly projectId: string; readonly accountId: string },
): Promise<void> {
  await go(context, who, which, "removed");
}

/**
 * Leaves a project: all that read-only members may do by themselves.
 *
 * @throws {Problem} not-found, last-admin
 */
export async function leaveProject(context: TeamContext, who: Who, projectId: string): Promise<void> {
  await go(context, who, { projectId, accountId: who.signedIn.id }, "left");
}

async function go(
  context: TeamContext,
  who: Who,
  which: { readonly projectId: string; readonly accountId: string },
  how: "removed" | "left",
): Promise<void> {
  await inTransaction(context.database, async (tx) => {
    const action = how === "left" ? "team.leave" : "team.remove";
    const { project, team } = await lockTeam(tx, who, which.projectId, action);
    const member = findMember(team, which.accountId);
    refuse(whyNotGo(team, member.accountId));
    await deleteMember(tx, project.id, member.accountId);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: `member.${how}`,
        subject: `account:${member.accountId}`,
        before: { email: member.email, role: member.role },
      },
    ]);
    const news = {
      kind: `member.${how}` as const,
      projectId: project.id,
      environmentId: null,
      facts: { name: member.name, email: member.email },
    };
    await tellMembers(tx, who.origin, who.now, news, [member.accountId]);
  });
}
