import type { AuditAction } from "../../audit/actions.ts";
import { type AuditOrigin, appendAudit, byServer } from "../../audit/append.ts";
import type { Transaction } from "../../database/database.ts";
import type { OperatorWho } from "../../http/signed-in.ts";
import type { DeskSetting } from "../../notices/mail-operators.ts";
import { serviceOf } from "../store.ts";
import type { ProposalState } from "./rules.ts";
import { type Proposal, updateProposal } from "./store.ts";
import { tellOperators } from "./tell-operators.ts";

const ACTIONS = {
  declined: "api-service.change-declined",
  "taken-back": "api-service.change-taken-back",
  dropped: "api-service.change-dropped",
  lapsed: "api-service.change-lapsed",
} as const satisfies Partial<Record<ProposalState, AuditAction>>;

const LAPSE = byServer("api-service-change-lapse");

/**
 * Settles a proposal without putting it in force, writes that down and tells every operator.
 *
 * @param proposal open, with its row locked
 * @param who null: nobody, it has waited too long
 */
export async function settleUnchanged(
  tx: Transaction,
  setting: DeskSetting,
  proposal: Proposal,
  as: keyof typeof ACTIONS,
  who: Pick<OperatorWho, "signedIn" | "origin"> | null,
  now: Date,
): Promise<void> {
  await updateProposal(tx, proposal.id, {
    state: as,
    settledAt: now,
    settledBy: who?.signedIn.id ?? null,
    settledByEmail: who?.signedIn.email ?? null,
  });
  const { id, name } = await serviceOf(tx, proposal.serviceId);
  const { before, after, proposedByEmail: askedBy } = proposal;
  const origin: AuditOrigin = who?.origin ?? LAPSE;
  await appendAudit(tx, origin, now, [
    { projectId: null, action: ACTIONS[as], subject: `api-service:${id}`, after: { name, askedBy } },
  ]);
  const by = who?.signedIn.email ?? null;
  await tellOperators(tx, setting, now, { kind: as, service: { id, name }, by, askedBy, before, after });
}
