import { type AuditOrigin, appendAudit } from "../audit/append.ts";
import { whyNotWithdraw } from "../contracts/rules.ts";
import { type Contract, lockContract, updateContract } from "../contracts/store.ts";
import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { environmentEntry } from "../projects/environment-entry.ts";
import {
  type Environment,
  lockEnvironment,
  lockProject,
  type Project,
  updateEnvironment,
} from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { requestsOnContract } from "./store.ts";

/**
 * Withdraws a contract: no approval rests on it any more, and what rests on it already ends at once, at every gateway.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, wrong-state, own-request
 */
export async function withdrawContract(
  database: Database,
  who: OperatorWho,
  what: { readonly contractId: string; readonly reason: string },
): Promise<void> {
  await asOperator(database, who, async (tx) => {
    const contract = await lockContract(tx, what.contractId);
    if (contract === null) throw new Problem("not-found", "There is no such contract.");
    const refused = whyNotWithdraw(contract, who.signedIn.companyId);
    if (refused === "wrong-state") throw new Problem(refused, "The contract is withdrawn already.");
    if (refused !== null) throw new Problem(refused, "Nobody decides about their own company.");
    await updateContract(tx, contract.id, {
      withdrawnAt: who.now,
      withdrawnBy: who.signedIn.id,
      withdrawnByEmail: who.signedIn.email,
      withdrawalReason: what.reason,
    });
    const { number } = contract;
    const subject = `contract:${contract.id}`;
    await appendAudit(tx, who.origin, who.now, [
      { projectId: null, action: "contract.withdrawn", subject, after: { number, reason: what.reason } },
    ]);
    const ended = await endWhatRestsOn(tx, contract, who.origin, who.now);
    for (const { project, environment } of ended) {
      const of = { projectId: project.id, environmentId: environment.id };
      const news = { kind: "production.ended", facts: { contract: number, reason: what.reason } } as const;
      await tellMembers(tx, null, who.now, { ...of, ...news });
    }
    const entries = ended.map(({ environment }) => environmentEntry(environment));
    if (entries.length > 0) await publish(tx, entries);
  });
}

interface Ended {
  readonly project: Project;
  readonly environment: Environment;
}

/** Ends every environment that rests on the contract, which the caller has locked, and that hasn't ended before. */
async function endWhatRestsOn(
  tx: Transaction,
  contract: Contract,
  origin: AuditOrigin,
  now: Date,
): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const { projectId } of await requestsOnContract(tx, contract.id)) {
    // A project that is being deleted is waited for, and told to no gateway again.
    const project = await lockProject(tx, projectId);
    const before = await lockEnvironment(tx, projectId, "production");
    if (project === null || project.deletedAt !== null || before === null) continue;
    if (before.endsAt !== null && before.endsAt <= now) continue;
    const endReason = "contract-withdrawn";
    const environment = await updateEnvironment(tx, before.id, { endsAt: now, endReason });
    ended.push({ project, environment });
    await appendAudit(tx, origin, now, [
      {
        projectId,
        action: "production.ended",
        subject: `environment:${before.id}`,
        before: { endsAt: before.endsAt?.toISOString() ?? null },
        after: { number: contract.number, endsAt: now.toISOString(), endReason },
      },
    ]);
  }
  return ended;
}
