import { readAccount } from "../accounts/store.ts";
import { serviceOf } from "../api-services/store.ts";
import { appendAudit } from "../audit/append.ts";
import { type Company, lockCompany } from "../companies/store.ts";
import { isInForce } from "../contracts/rules.ts";
import { type Contract, contractsOf, holdContract } from "../contracts/store.ts";
import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { Operator, OperatorWho } from "../http/signed-in.ts";
import { BUILT_IN_SERVICE } from "../key-book/products.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { environmentEntry } from "../projects/environment-entry.ts";
import { hasPartIn } from "../projects/four-eyes.ts";
import { type Project, readProject, updateEnvironment } from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { companyOf, partnerOf } from "./company-of-project.ts";
import { afterStep, endOf, type Missing, missingForApproval, type Plan } from "./rules.ts";
import { lockRequest, note, type ProductionRequest, updateRequest } from "./store.ts";

type Reader = Pick<Database, "select">;

export interface ReviewDeps {
  readonly database: Database;
  /** Where Production calls of the built-in API service go while the catalogue doesn't say; null: the settings don't either. */
  readonly productionUpstream: string | null;
}

const SENTENCES: Readonly<Record<Missing, string>> = {
  "company-not-verified": "The company is not verified yet.",
  "contract-missing":
    "There is no executed contract of this company for this plan and API service that is in force today.",
  "upstream-missing": "The catalogue doesn't say where Production calls of this API service go.",
  "partner-suspended": "The partner is suspended.",
};

/** What a decision about a request rests on. */
export interface Grounds {
  readonly project: Project;
  readonly partner: Company;
  readonly company: Company | null;
  /** Of the partner and of its client, newest first. */
  readonly contracts: readonly Contract[];
  /** The one that an approval rests on today. */
  readonly contract: Contract | null;
  readonly missing: Missing[];
  /** Where Production calls will go; null: nobody says. */
  readonly upstream: string | null;
}

export async function groundsOf(
  tx: Reader,
  request: ProductionRequest,
  productionUpstream: string | null,
  now: Date,
): Promise<Grounds> {
  const project = await readProject(tx, request.projectId);
  if (project === null) throw new Error("a request of no project");
  const service = await serviceOf(tx, project.apiService);
  const upstream = service.productionUrl ?? (service.id === BUILT_IN_SERVICE ? productionUpstream : null);
  const partner = await partnerOf(tx, project);
  const company = await companyOf(tx, project);
  const ids = [...new Set([partner.id, ...(company === null ? [] : [company.id])])];
  const contracts = await contractsOf(tx, ids);
  const contract =
    contracts.find(
      (one) => one.plan === request.plan && one.apiService === service.id && isInForce(one, now),
    ) ?? null;
  const missing = missingForApproval({
    companyVerified: company?.verification === "verified",
    contractInForce: contract !== null,
    upstreamKnown: upstream !== null || request.plan !== "production",
    partnerSuspended: partner.suspendedAt !== null,
  });
  return { project, partner, company, contracts, contract, missing, upstream };
}

/** Has this operator a part in what is to be decided: as who submitted it, as a member, as of the company? */
export async function isOnesOwn(
  tx: Reader,
  request: ProductionRequest,
  grounds: Grounds,
  operator: Operator,
): Promise<boolean> {
  return request.submittedBy === operator.id || hasPartIn(tx, grounds.project, operator);
}

export type RequestDecision = "approve" | "refuse" | "ask";

/**
 * A decision about a request. Approving takes two operators: the first finds it right, the second opens the environment, and what it rests
 * on is looked at both times. Refusing and asking back takes one.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, wrong-state, own-request, second-pair-of-eyes, not-ready-to-approve, timeline-full
 */
export async function decideRequest(
  deps: ReviewDeps,
  who: OperatorWho,
  what: { readonly requestId: string; readonly decision: RequestDecision; readonly text: string | null },
): Promise<void> {
  await asOperator(deps.database, who, async (tx) => {
    const request = await lockRequest(tx, what.requestId);
    if (request === null) throw new Problem("not-found", "There is no such request.");
    const grounds = await groundsOf(tx, request, deps.productionUpstream, who.now);
    if (await isOnesOwn(tx, request, grounds, who.signedIn)) {
      throw new Problem("own-request", "Nobody decides about a request of their own.");
    }
    if (what.decision === "approve") await approve(deps, tx, who, request, grounds.partner.id, what.text);
    else await turnDown(tx, who, request, grounds.project, what.decision, what.text);
  });
}

async function turnDown(
  tx: Transaction,
  who: OperatorWho,
  request: ProductionRequest,
  project: Project,
  decision: "refuse" | "ask",
  text: string | null,
): Promise<void> {
  const state = afterStep(request.state, decision);
  if (state === null) throw meanwhile(request);
  await updateRequest(tx, request.id, {
    state,
    decidedAt: who.now,
    firstBy: null,
    firstByEmail: null,
    firstAt: null,
  });
  await conclude(tx, who, request, project, state as "refused" | "more-information", text);
}

async function approve(
  deps: ReviewDeps,
  tx: Transaction,
  who: OperatorWho,
  request: ProductionRequest,
  partnerId: string,
  text: string | null,
): Promise<void> {
  // A first pair of eyes that has left the desk since counts no more.
  const first = request.firstBy === null ? null : await readAccount(tx, request.firstBy);
  const second = first?.operator === true;
  const state = afterStep(request.state, second ? "approve" : "look");
  if (state === null) throw meanwhile(request);
  if (request.firstBy === who.signedIn.id) {
    throw new Problem("second-pair-of-eyes", "You have approved it already: another operator is the second.");
  }
  // A suspension that is under way is waited for, and what the approval rests on is looked at after it.
  await lockCompany(tx, partnerId);
  const { project, contract, missing, upstream } = await groundsOf(
    tx,
    request,
    deps.productionUpstream,
    who.now,
  );
  // Nobody withdraws the contract from here on; one that was withdrawn while this waited for it counts no more.
  const held = contract === null ? null : await holdContract(tx, contract.id);
  if (held !== null && !isInForce(held, who.now)) missing.push("contract-missing");
  if (missing.length > 0 || contract === null || request.environmentId === null) {
    throw new Problem("not-ready-to-approve", missing.map((one) => SENTENCES[one]).join(" "));
  }
  if (!second) {
    const eyes = { firstBy: who.signedIn.id, firstByEmail: who.signedIn.email, firstAt: who.now };
    await updateRequest(tx, request.id, { state, ...eyes });
    const author = { side: "provider", author: who.signedIn.email } as const;
    await note(tx, { requestId: request.id, at: who.now, ...author, kind: "first-approval", text });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "production.first-approved",
        subject: `project:${project.id}`,
        before: { state: request.state },
        after: { plan: request.plan, state },
      },
    ]);
    return;
  }
  await updateRequest(tx, request.id, {
    state,
    secondBy: who.signedIn.id,
    secondByEmail: who.signedIn.email,
    decidedAt: who.now,
    contractId: contract.id,
  });
  const environment = await updateEnvironment(tx, request.environmentId, {
    status: "active",
    plan: request.plan,
    ...termsOf(request.plan, contract, upstream, who.now),
  });
  await conclude(tx, who, request, project, "approved", text);
  await publish(tx, [environmentEntry(environment)]);
}

function termsOf(plan: Plan, contract: Contract, upstream: string | null, now: Date) {
  const upstreamUrl = plan === "production" ? upstream : null;
  return { products: contract.products, upstreamUrl, ...endOf(plan, contract, now) };
}

async function conclude(
  tx: Transaction,
  who: OperatorWho,
  request: ProductionRequest,
  project: Project,
  state: "approved" | "refused" | "more-information",
  text: string | null,
): Promise<void> {
  const author = { side: "provider", author: who.signedIn.email } as const;
  await note(tx, { requestId: request.id, at: who.now, ...author, kind: state, text });
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId: project.id,
      action: "production.decided",
      subject: `project:${project.id}`,
      before: { state: request.state },
      after: { plan: request.plan, state, reason: text },
    },
  ]);
  await tellMembers(tx, null, who.now, {
    kind: `production.${state}`,
    projectId: project.id,
    environmentId: null,
    facts: { plan: request.plan, words: text },
  });
}

function meanwhile(request: ProductionRequest): Problem {
  return new Problem("wrong-state", `The request is ${request.state} meanwhile.`);
}

/** Takes a request on, or leaves it to others; or says something to the partner. */
export async function attendRequest(
  database: Database,
  who: OperatorWho,
  what: { readonly requestId: string } & ({ readonly mine: boolean } | { readonly comment: string }),
): Promise<void> {
  await asOperator(database, who, async (tx) => {
    const request = await lockRequest(tx, what.requestId);
    if (request === null) throw new Problem("not-found", "There is no such request.");
    const { projectId } = request;
    const subject = `project:${projectId}`;
    if ("comment" in what) {
      const author = { side: "provider", author: who.signedIn.email } as const;
      await note(tx, { requestId: request.id, at: who.now, ...author, kind: "comment", text: what.comment });
      await appendAudit(tx, who.origin, who.now, [{ projectId, action: "production.commented", subject }]);
      return;
    }
    const assignee = what.mine ? who.signedIn.email : null;
    await updateRequest(tx, request.id, { assignee });
    await appendAudit(tx, who.origin, who.now, [
      { projectId, action: "production.assigned", subject, after: { assignee } },
    ]);
  });
}
