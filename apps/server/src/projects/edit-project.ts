import { appendAudit } from "../audit/append.ts";
import { isClientVerified } from "../companies/store.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction, violatedConstraint } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "./require-role.ts";
import { type Client, nameKey } from "./rules.ts";
import { lockAccount, lockProject, nameIsTaken, type Project, updateProject } from "./store.ts";

/** What is to be changed; what is absent stays. Countries are in no list of what may change. */
export interface ProjectChange {
  readonly name?: string | undefined;
  readonly purpose?: "self" | "client" | undefined;
  readonly client?: Client | undefined;
}

/**
 * Changes the name, the client company's details, or makes a project for oneself one for a client. Not while the client company is
 * verified, and never back.
 *
 * @throws {Problem} not-found, not-allowed, project-name-already-exists, client-company-verified, purpose-fixed, invalid-request
 */
export async function editProject(
  database: Database,
  who: Who,
  projectId: string,
  change: ProjectChange,
): Promise<void> {
  const seen = await requireRole(database, who.signedIn, projectId, "project.edit");
  try {
    await inTransaction(database, async (tx) => {
      // The account that counts it, so that two of its projects don't take one name at once.
      await lockAccount(tx, seen.project.accountId);
      await lockProject(tx, projectId);
      const { project } = await requireRole(tx, who.signedIn, projectId, "project.edit");
      const after = await changed(tx, project, change);
      await updateProject(tx, project.id, { ...after, nameKey: nameKey(after.name) });
      await appendAudit(tx, who.origin, who.now, [
        {
          projectId,
          action: "project.edited",
          subject: `project:${projectId}`,
          before: fieldsOf(project),
          after: fieldsOf(after),
        },
      ]);
    });
  } catch (error) {
    // Verified just now by somebody else: the database holds it.
    if (violatedConstraint(error) === "projects_verified_client_fixed") throw verified();
    throw error;
  }
}

type Details = Pick<Project, "name" | "purpose" | "client">;

async function changed(tx: Transaction, project: Project, change: ProjectChange): Promise<Details> {
  const name = change.name ?? project.name;
  if (nameKey(name) !== project.nameKey && (await nameIsTaken(tx, project.accountId, nameKey(name)))) {
    const detail = `There is a project “${name}” in this account already: choose another name.`;
    throw new Problem("project-name-already-exists", detail, { fields: [{ pointer: "/name", detail }] });
  }
  const purpose = change.purpose ?? project.purpose;
  if (project.purpose === "client" && purpose === "self")
    throw new Problem("purpose-fixed", "A project for a client can't become one for yourself.");
  const client = change.client ?? project.client;
  if ((purpose === "client") !== (client !== null)) {
    const detail =
      purpose === "client"
        ? "Give the client company's legal name and address."
        : "A project for yourself has no client company.";
    throw new Problem("invalid-request", detail, { fields: [{ pointer: "/client", detail }] });
  }
  const touchesClient = change.client !== undefined || purpose !== project.purpose;
  if (touchesClient && (await isClientVerified(tx, project.clientCompanyId))) throw verified();
  return { name, purpose, client };
}

function verified(): Problem {
  return new Problem(
    "client-company-verified",
    "The client company is verified: its name and address don't change any more.",
  );
}

function fieldsOf({ name, purpose, client }: Details) {
  if (client === null) return { name, purpose };
  const { line1, line2, city, region, postalCode, country } = client.address;
  const clientAddress = [line1, line2, city, region, postalCode, country].filter(Boolean).join(", ");
  return { name, purpose, client: client.legalName, clientAddress };
}
