import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Who } from "../../http/signed-in.ts";
import type { TeamContext } from "./context.ts";
import { lockTeam } from "./lock-team.ts";
import { findInvitation, type WhichInvitation } from "./resend-invitation.ts";
import { deleteInvitation } from "./store.ts";

/**
 * Takes an invitation back: its link is dead at once. Who was invited is told nothing.
 *
 * @throws {Problem} not-found, not-allowed
 */
export async function withdrawInvitation(
  { database }: TeamContext,
  who: Who,
  which: WhichInvitation,
): Promise<void> {
  await inTransaction(database, async (tx) => {
    const { project, team } = await lockTeam(tx, who, which.projectId, "team.invite");
    const { id, email, role } = findInvitation(team, which);
    await deleteInvitation(tx, id);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "member.invitation-withdrawn",
        subject: `invitation:${id}`,
        before: { email, role },
      },
    ]);
  });
}
