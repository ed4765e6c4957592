import { requireAttempt } from "../accounts/limit-attempts.ts";
import { operatorIds } from "../accounts/store.ts";
import { serviceOf } from "../api-services/store.ts";
import { appendAudit } from "../audit/append.ts";
import { readRequest } from "../certificate-authority/csr.ts";
import { refuseSuspended } from "../companies/refuse-suspended.ts";
import { withFreePartnerId } from "../credentials/with-free-partner-id.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { type FirstSet, type FirstSetDeps, makeFirstSet } from "../encryption-keys/first-set.ts";
import { findByKid } from "../encryption-keys/store.ts";
import type { Who } from "../http/signed-in.ts";
import type { Turnstile } from "../http/turnstile.ts";
import { publish } from "../key-book/publish.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { Problem } from "../problems/problem.ts";
import { environmentEntry } from "../projects/environment-entry.ts";
import { requireRole } from "../projects/require-role.ts";
import {
  insertEnvironment,
  lockEnvironment,
  lockProject,
  type Project,
  updateEnvironment,
} from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { partnerOf } from "./company-of-project.ts";
import { newProduction, storeProduction } from "./new-production.ts";
import { requireAnswers } from "./require-answers.ts";
import { type Answers, afterStep, type Plan } from "./rules.ts";
import { emptyRequest } from "./save-draft.ts";
import {
  insertRequest,
  lockRequestOf,
  note,
  type ProductionRequest,
  requestOf,
  updateRequest,
} from "./store.ts";

export interface SubmitDeps extends FirstSetDeps {
  readonly database: Database;
  readonly keyWork: Turnstile;
}

export interface Submission {
  readonly projectId: string;
  readonly plan: Plan;
  readonly answers: Answers;
  readonly description: string;
  readonly mastercardEncryptionKey: { readonly alias: string; readonly certificateRequest: string } | null;
}

/**
 * Asks for Production. The first time credentials and keys are made: they are in this answer and nowhere else, and wait for the provider's
 * approval as the environment does. After a refusal, a question, a withdrawal or an approval – for another plan, or under a new contract – the
 * same request is submitted again, with the keys there are.
 *
 * @throws {Problem} invalid-request, not-found, not-allowed, wrong-state, invalid-csr, key-already-used, encryption-keys-not-enabled, too-many-attempts
 */
export async function submitRequest(deps: SubmitDeps, who: Who, what: Submission): Promise<FirstSet | null> {
  const { database } = deps;
  const { project } = await requireRole(database, who.signedIn, what.projectId, "production.request");
  await requireAnswers(database, project.apiService, what.answers, "submission");
  const known = await requestOf(database, project.id);
  requireSubmittable(known);
  if (known?.environmentId != null) {
    await inTransaction(database, (tx) => store(tx, who, project, what, null));
    return null;
  }
  const company = await partnerOf(database, project);
  const wanted = what.mastercardEncryptionKey;
  if (wanted !== null && !company.encryptionKeysEnabled) {
    throw new Problem(
      "encryption-keys-not-enabled",
      "Ask the provider to enable encryption keys for your company.",
    );
  }
  await requireAttempt(database, { kind: "key-work", of: [who.signedIn.id] }, who.now);
  const policy = await readKeyPolicy(database);
  const request =
    wanted === null
      ? null
      : await readRequest(wanted.certificateRequest, "/mastercardEncryptionKey/certificateRequest", policy);
  if (request !== null && (await findByKid(database, project.id, request.keyId)) !== null) {
    throw new Problem(
      "key-already-used",
      "A key of this project uses this key pair already: make a new pair.",
    );
  }
  const key = wanted === null || request === null ? null : { alias: wanted.alias, request };
  const { plan, description } = what;
  return withFreePartnerId(async () => {
    const service = await serviceOf(database, project.apiService);
    const environment = newProduction(project.id, service, plan, who.now);
    const of = { environment, description, company, key, policy, now: who.now };
    const made = await deps.keyWork(() => makeFirstSet(deps, of));
    await inTransaction(database, (tx) => store(tx, who, project, what, made));
    return made;
  });
}

function requireSubmittable(request: ProductionRequest | null): void {
  if (request !== null && afterStep(request.state, "submit") === null) {
    throw new Problem("wrong-state", `The request is ${request.state} already.`);
  }
}

async function store(
  tx: Transaction,
  who: Who,
  project: Project,
  what: Submission,
  made: FirstSet | null,
): Promise<void> {
  const { plan, answers } = what;
  // Deleted meanwhile, it would have a request that nobody of it can see and operators wait for.
  await lockProject(tx, project.id);
  await requireRole(tx, who.signedIn, project.id, "production.request");
  await insertRequest(tx, emptyRequest(project.id, plan, answers, who.now));
  const request = await lockRequestOf(tx, project.id);
  requireSubmittable(request);
  const state = request === null ? null : afterStep(request.state, "submit");
  if (request === null || state === null) throw new Error("a request that can't be submitted");
  // Of two who submit at once the second finds the environment there: its own keys are nobody's.
  if ((request.environmentId === null) !== (made !== null))
    throw new Problem("wrong-state", "Somebody has submitted the request meanwhile.");
  await refuseSuspended(tx, (await partnerOf(tx, project)).id);
  if (made !== null) await insertEnvironment(tx, made.environment);
  const environmentId = made?.environment.id ?? request.environmentId;
  if (environmentId === null) throw new Error("a request without an environment");
  await updateRequest(tx, request.id, {
    environmentId,
    plan,
    answers,
    state,
    submittedAt: who.now,
    submittedBy: who.signedIn.id,
    submittedByEmail: who.signedIn.email,
    firstBy: null,
    firstByEmail: null,
    firstAt: null,
    secondBy: null,
    secondByEmail: null,
    decidedAt: null,
  });
  const author = { side: "partner", author: who.signedIn.email } as const;
  await note(tx, { requestId: request.id, at: who.now, ...author, kind: state, text: null });
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId: project.id,
      action: "production.requested",
      subject: `project:${project.id}`,
      before: { state: request.state },
      after: { plan, state },
    },
  ]);
  const news = {
    kind: "production.requested",
    projectId: project.id,
    environmentId: null,
    facts: { plan },
  } as const;
  await tellMembers(tx, who.origin, who.now, news, await operatorIds(tx));
  if (made !== null) return storeProduction(tx, who, made);
  const environment = await lockEnvironment(tx, project.id, "production");
  // One that is open already stays what it is until the approval.
  if (environment?.status === "pending")
    await publish(tx, [environmentEntry(await updateEnvironment(tx, environmentId, { plan }))]);
}
