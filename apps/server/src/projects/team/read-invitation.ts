import { linkNotValid } from "../../accounts/link-not-valid.ts";
import { findAccount } from "../../accounts/store.ts";
import type { AuditOrigin } from "../../audit/append.ts";
import type { ProjectRole } from "../../permissions.ts";
import { readProject } from "../store.ts";
import { requireInvitationToken } from "./accept-invitation.ts";
import type { TeamContext } from "./context.ts";
import { readInvitation } from "./store.ts";

export interface SeenInvitation {
  readonly projectName: string;
  readonly role: ProjectRole;
  readonly email: string;
  readonly invitedBy: string;
  readonly expiresAt: Date;
  readonly accountExists: boolean;
}

/**
 * What the one who was invited is shown before they accept: whoever has the link reads that mailbox, so they may know whether it has an account.
 *
 * @throws {Problem} link-not-valid, too-many-attempts
 */
export async function seeInvitation(
  { database }: TeamContext,
  caller: { readonly origin: AuditOrigin; readonly now: Date },
  link: { readonly token: string; readonly source: string },
): Promise<SeenInvitation> {
  const tokenHash = await requireInvitationToken(database, caller.origin, caller.now, link);
  const invitation = await readInvitation(database, tokenHash, caller.now);
  const project = invitation === null ? null : await readProject(database, invitation.projectId);
  if (invitation === null || project === null || project.deletedAt !== null) throw linkNotValid();
  const { role, email, invitedBy, expiresAt } = invitation;
  return {
    projectName: project.name,
    role,
    email,
    invitedBy,
    expiresAt,
    accountExists: (await findAccount(database, email)) !== null,
  };
}
