import { randomUUIDv7 } from "node:crypto";
import { type Company, insertCompany, lockCompany, readCompany, updateCompany } from "../companies/store.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { lockProject, companyOf as ownerCompanyOf, type Project, updateProject } from "../projects/store.ts";

type Reader = Pick<Database, "select">;

/** The partner whose project it is. */
export async function partnerOf(tx: Reader, project: Pick<Project, "accountId">): Promise<Company> {
  const company = await ownerCompanyOf(tx, project);
  if (company === null) throw new Error("a project belongs to somebody without a company");
  return company;
}

/**
 * The company that must be verified before a project goes to Production: the client on whose behalf it runs, otherwise the partner itself;
 * null for a client whose verification nobody has begun.
 */
export async function companyOf(tx: Reader, project: Project): Promise<Company | null> {
  if (project.purpose === "self") return partnerOf(tx, project);
  return project.clientCompanyId === null ? null : readCompany(tx, project.clientCompanyId);
}

/**
 * Does something about the company of a project, for an admin of it. The project is locked before its company, everywhere; a client gets
 * a company of its own here, with the details that its project has now.
 *
 * @throws {Problem} not-found, not-allowed
 */
export async function withCompany<T>(
  database: Database,
  who: Who,
  projectId: string,
  work: (tx: Transaction, company: Company, project: Project) => Promise<T>,
): Promise<T> {
  const known = await requireRole(database, who.signedIn, projectId, "company.verify");
  return inTransaction(database, async (tx) => {
    const project = await lockProject(tx, known.project.id);
    if (project === null || project.deletedAt !== null)
      throw new Problem("not-found", "There is no such project among yours.");
    const id = (await companyOf(tx, project))?.id ?? (await beginClient(tx, who, project));
    const company = await lockCompany(tx, id);
    if (company === null) throw new Error("a company is gone");
    return work(tx, company, project);
  });
}

async function beginClient(tx: Transaction, who: Who, project: Project): Promise<string> {
  const { client } = project;
  if (client === null) throw new Error("a project for a client has no client");
  const id = randomUUIDv7();
  await insertCompany(tx, {
    id,
    name: client.legalName,
    address: client.address,
    kind: "client",
    partnerId: (await partnerOf(tx, project)).id,
    encryptionKeysEnabled: false,
    createdAt: who.now,
  });
  await updateProject(tx, project.id, { clientCompanyId: id });
  return id;
}

/** What is submitted is what the project says of its client at that moment. */
export async function refreshClient(tx: Transaction, company: Company, project: Project): Promise<Company> {
  if (company.kind === "own" || project.client === null) return company;
  const set = { name: project.client.legalName, address: project.client.address };
  await updateCompany(tx, company.id, set);
  return { ...company, ...set };
}
