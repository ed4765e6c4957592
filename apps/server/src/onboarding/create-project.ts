import { randomUUIDv7 } from "node:crypto";
import type { CertificateRequest } from "@gatehouse/keystore/pkcs10/parse-request";
import { requireAttempt } from "../accounts/limit-attempts.ts";
import { readAccount } from "../accounts/store.ts";
import { hasSandbox } from "../api-services/rules.ts";
import { type ApiService, readService } from "../api-services/store.ts";
import { appendAudit } from "../audit/append.ts";
import { readRequest } from "../certificate-authority/csr.ts";
import { refuseSuspended } from "../companies/refuse-suspended.ts";
import { type Company, readCompany } from "../companies/store.ts";
import { insertCredential } from "../credentials/store.ts";
import { withFreePartnerId } from "../credentials/with-free-partner-id.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { entriesOf, eventsOf, type FirstSetDeps, makeFirstSet } from "../encryption-keys/first-set.ts";
import { insertClientKey, insertMastercardKey } from "../encryption-keys/store.ts";
import type { Who } from "../http/signed-in.ts";
import type { Turnstile } from "../http/turnstile.ts";
import { publish } from "../key-book/publish.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { Problem } from "../problems/problem.ts";
import { nameKey } from "../projects/rules.ts";
import {
  countProjects,
  type Environment,
  findByDraft,
  insertProject,
  lockAccount,
  nameIsTaken,
  type Project,
} from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { draftHash, type NewProject } from "./new-project.ts";

export interface CreateProjectDeps extends FirstSetDeps {
  readonly database: Database;
  /** Where making keys waits for its turn. */
  readonly keyWork: Turnstile;
}

type Made = Awaited<ReturnType<typeof makeAll>>;

/**
 * Makes a project whole: Sandbox, credentials, Client Encryption Key and, where a request came, Mastercard Encryption Key. Keys are made
 * before the one transaction that stores all of it or nothing. The same draft again finds the project that it has become.
 */
export async function createProject(
  deps: CreateProjectDeps,
  who: Who,
  asked: NewProject,
): Promise<{ projectId: string; created: boolean }> {
  const known = await alreadyMade(deps.database, who, asked);
  if (known !== null) return { projectId: known.id, created: false };
  const company =
    who.signedIn.companyId === null ? null : await readCompany(deps.database, who.signedIn.companyId);
  const service = await refuseEarly(deps.database, who, asked, company);
  await requireAttempt(deps.database, { kind: "key-work", of: [who.signedIn.id] }, who.now);
  const policy = await readKeyPolicy(deps.database);
  const wanted = asked.mastercardEncryptionKey;
  const request =
    wanted === undefined
      ? null
      : await readRequest(wanted.certificateRequest, "/mastercardEncryptionKey/certificateRequest", policy);
  return withFreePartnerId(async () => {
    const made = await deps.keyWork(() => makeAll(deps, who, asked, service, company, request, policy));
    return inTransaction(deps.database, (tx) => store(tx, who, asked, made));
  });
}

/** @throws {Problem} draft-already-used */
async function alreadyMade(
  tx: Pick<Database, "select">,
  who: Who,
  asked: NewProject,
): Promise<Project | null> {
  const known = await findByDraft(tx, who.signedIn.id, asked.draftId);
  if (known !== null && !known.draftHash.equals(draftHash(asked))) {
    throw new Problem(
      "draft-already-used",
      `This draft has become the project “${known.name}”: begin a new one.`,
    );
  }
  return known;
}

/** What can be refused before keys are made; the transaction looks again. */
async function refuseEarly(
  database: Database,
  who: Who,
  asked: NewProject,
  company: Company | null,
): Promise<ApiService> {
  const service = await requireOffered(database, asked.apiService);
  if (!service.commercialCountries.includes(asked.commercialCountry)) {
    const detail = `${service.name} is offered in: ${service.commercialCountries.join(", ")}.`;
    throw new Problem("invalid-commercial-country", detail, {
      fields: [{ pointer: "/commercialCountry", detail }],
    });
  }
  if (asked.mastercardEncryptionKey !== undefined && company?.encryptionKeysEnabled !== true) {
    throw new Problem(
      "encryption-keys-not-enabled",
      "Ask the provider to enable encryption keys for your company.",
    );
  }
  await refuseByOthers(database, who, asked);
  return service;
}

/** @throws {Problem} invalid-request for one that there isn't, or that is not offered */
async function requireOffered(tx: Pick<Database, "select">, id: string): Promise<ApiService> {
  const service = await readService(tx, id);
  if (service?.offered === true && hasSandbox(service)) return service;
  const detail = "Choose an API service from the list.";
  throw new Problem("invalid-request", detail, { fields: [{ pointer: "/apiService", detail }] });
}

async function refuseByOthers(tx: Pick<Database, "select">, who: Who, asked: NewProject): Promise<void> {
  if (await nameIsTaken(tx, who.signedIn.id, nameKey(asked.name))) {
    const detail = `There is a project “${asked.name}” in this account already: choose another name.`;
    throw new Problem("project-name-already-exists", detail, { fields: [{ pointer: "/name", detail }] });
  }
  const most = (await readAccount(tx, who.signedIn.id))?.projectLimit ?? 0;
  if ((await countProjects(tx, who.signedIn.id)) >= most) {
    throw new Problem(
      "projects-max-exceeded",
      `An account holds at most ${most} projects: delete one, or ask the provider for more.`,
    );
  }
}

async function makeAll(
  deps: CreateProjectDeps,
  who: Who,
  asked: NewProject,
  service: ApiService,
  company: Company | null,
  request: CertificateRequest | null,
  policy: KeyPolicy,
) {
  const projectId = randomUUIDv7();
  const environmentId = randomUUIDv7();
  const now = who.now;
  const project: Project = {
    id: projectId,
    accountId: who.signedIn.id,
    draftId: asked.draftId,
    draftHash: draftHash(asked),
    name: asked.name,
    nameKey: nameKey(asked.name),
    purpose: asked.purpose,
    client: asked.client ?? null,
    clientCompanyId: null,
    apiService: asked.apiService,
    commercialCountry: asked.commercialCountry,
    createdAt: now,
    archivedAt: null,
    deletedAt: null,
  };
  const environment: Environment = {
    id: environmentId,
    projectId,
    apiService: asked.apiService,
    type: "sandbox",
    plan: "test-drive",
    status: "active",
    payloadPolicy: service.payloadPolicy,
    createdAt: now,
    endsAt: null,
    endReason: null,
    products: null,
    upstreamUrl: null,
    suspendedFrom: null,
  };
  const wanted = asked.mastercardEncryptionKey;
  const key = wanted === undefined || request === null ? null : { alias: wanted.alias, request };
  const description = asked.sandboxDescription;
  return { project, set: await makeFirstSet(deps, { environment, description, company, key, policy, now }) };
}

async function store(
  tx: Transaction,
  who: Who,
  asked: NewProject,
  made: Made,
): Promise<{ projectId: string; created: boolean }> {
  await lockAccount(tx, who.signedIn.id);
  const known = await alreadyMade(tx, who, asked);
  if (known !== null) return { projectId: known.id, created: false };
  await requireOffered(tx, asked.apiService);
  await refuseByOthers(tx, who, asked);
  await refuseSuspended(tx, who.signedIn.companyId);
  const { project, set } = made;
  await insertProject(tx, project, set.environment);
  await insertCredential(tx, set.credential.credential);
  if (set.clientKey !== null) await insertClientKey(tx, set.clientKey);
  if (set.mastercardKey !== null) await insertMastercardKey(tx, set.mastercardKey);
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId: project.id,
      action: "project.created",
      subject: `project:${project.id}`,
      after: { name: project.name, purpose: project.purpose, commercialCountry: project.commercialCountry },
    },
    ...eventsOf(set),
  ]);
  await tellMembers(tx, who.origin, who.now, {
    kind: "project.created",
    projectId: project.id,
    environmentId: null,
    facts: {},
  });
  await publish(tx, entriesOf(set));
  return { projectId: project.id, created: true };
}
