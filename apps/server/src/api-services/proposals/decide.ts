import { hasLapsed } from "../../accounts/first-pair.ts";
import { readAccount } from "../../accounts/store.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { asOperator } from "../../http/as-operator.ts";
import type { OperatorWho } from "../../http/signed-in.ts";
import type { DeskSetting } from "../../notices/mail-operators.ts";
import type { Reach } from "../../outbound/why-not-url.ts";
import { isOperatorAllowed } from "../../permissions.ts";
import { Problem } from "../../problems/problem.ts";
import { type ContractsNaming, requireKeptProducts } from "../require-kept-products.ts";
import { requireNames, requireReach } from "../require-reach.ts";
import { requireSound } from "../require-sound.ts";
import { fieldsOf } from "../service-fields.ts";
import { type ApiService, lockService, wholeService } from "../store.ts";
import { storeChange } from "../store-change.ts";
import { settleUnchanged } from "./settle.ts";
import { lockProposal, type Proposal, readOpenProposal, updateProposal } from "./store.ts";
import { tellOperators } from "./tell-operators.ts";

export interface DecideProposalDeps extends DeskSetting {
  readonly database: Database;
  readonly reach: Reach;
  readonly contractsNaming: ContractsNaming;
}

/** Which proposal of which service. */
export interface WhichProposal {
  readonly serviceId: string;
  readonly proposalId: string;
}

/**
 * A second administrator's decision about a proposed change: confirmed, it is in force at every gateway; declined, nothing changes. What
 * was proposed is put in force on the version that it was made on, and on no other.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, wrong-state, second-pair-of-eyes, api-service-changed, invalid-request
 */
export async function decideProposal(
  deps: DecideProposalDeps,
  who: OperatorWho,
  what: WhichProposal & { readonly decision: "confirm" | "decline" },
): Promise<void> {
  if (what.decision === "confirm") await refuseNames(deps, what.serviceId);
  await asOperator(deps.database, who, async (tx) => {
    const { service, proposal } = await lockWaiting(tx, what, who.now);
    if (proposal.proposedBy === who.signedIn.id) {
      throw new Problem("second-pair-of-eyes", "You have proposed it: another administrator decides.");
    }
    if (what.decision === "confirm") await confirm(deps, tx, who, service, proposal);
    else await settleUnchanged(tx, deps, proposal, "declined", who, who.now);
  });
}

/**
 * Takes back what one has proposed oneself; nothing changes.
 *
 * @throws {Problem} not-found, wrong-state, not-allowed
 */
export async function takeBackProposal(
  deps: DecideProposalDeps,
  who: OperatorWho,
  which: WhichProposal,
): Promise<void> {
  await asOperator(deps.database, who, async (tx) => {
    const { proposal } = await lockWaiting(tx, which, who.now);
    if (proposal.proposedBy !== who.signedIn.id) {
      throw new Problem("not-allowed", "Who has proposed it takes it back: decline it.");
    }
    await settleUnchanged(tx, deps, proposal, "taken-back", who, who.now);
  });
}

/** The names in the proposed addresses may lead elsewhere than on the day they were proposed. */
async function refuseNames({ database, reach }: DecideProposalDeps, serviceId: string): Promise<void> {
  const after = (await readOpenProposal(database, serviceId))?.after;
  if (after === undefined) return;
  const { sandboxUrl = null, productionUrl = null } = after;
  await requireNames({ sandboxUrl, productionUrl }, reach);
}

async function confirm(
  deps: DecideProposalDeps,
  tx: Transaction,
  who: OperatorWho,
  service: ApiService,
  proposal: Proposal,
): Promise<void> {
  if (service.version !== proposal.version) {
    throw new Problem(
      "api-service-changed",
      `${service.changedByEmail ?? "Somebody"} changed the service after this was proposed: nothing was put in force. Decline it, and have it proposed anew.`,
    );
  }
  // Their proposals fall with the right, so this is a second lock on the same door.
  const role = (await readAccount(tx, proposal.proposedBy))?.operatorRole ?? null;
  if (role === null || !isOperatorAllowed(role, "api-service.change")) {
    throw new Problem("wrong-state", "Who has proposed it changes API services no more: propose it anew.");
  }
  const before = await wholeService(tx, service);
  const { before: was, after: is, proposedByEmail: askedBy } = proposal;
  const fields = { ...fieldsOf(before), ...is };
  requireReach(fields, deps.reach);
  requireSound(before, fields);
  await requireKeptProducts(tx, deps, before, fields, who.now);
  // Before the service: a trigger looks for it there.
  await updateProposal(tx, proposal.id, {
    state: "confirmed",
    settledAt: who.now,
    settledBy: who.signedIn.id,
    settledByEmail: who.signedIn.email,
  });
  await storeChange(tx, who, before, { fields, difference: { before: was, after: is }, askedBy });
  const { id, name } = service;
  const by = who.signedIn.email;
  const told = { service: { id, name }, by, askedBy, before: was, after: is };
  await tellOperators(tx, deps, who.now, { kind: "confirmed", ...told });
}

const MEANWHILE = {
  confirmed: "The change is confirmed already.",
  declined: "The change was declined meanwhile.",
  "taken-back": "The change was taken back meanwhile.",
  dropped: "Who had proposed it changes API services no more: propose it anew.",
  lapsed: "Nobody has confirmed it in time, so it has lapsed: propose it anew.",
} as const;

/** First the service, as everything that changes it; then what waits. */
async function lockWaiting(
  tx: Transaction,
  { serviceId, proposalId }: WhichProposal,
  now: Date,
): Promise<{ service: ApiService; proposal: Proposal }> {
  const service = await lockService(tx, serviceId);
  if (service === null) throw new Problem("not-found", "There is no such API service.");
  const proposal = await lockProposal(tx, proposalId);
  if (proposal === null || proposal.serviceId !== service.id) {
    throw new Problem("not-found", "There is no such proposal of this API service.");
  }
  const { state, proposedAt } = proposal;
  const settled = state === "open" && hasLapsed(proposedAt, now) ? "lapsed" : state;
  if (settled !== "open") throw new Problem("wrong-state", MEANWHILE[settled]);
  return { service, proposal };
}
