import { and, asc, count, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import type { Company } from "../companies/store.ts";
import { companies } from "../companies/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { containing } from "../http/search-text.ts";
import type { ProjectRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import { environments, projectMembers, projects } from "./tables.ts";

export type Project = typeof projects.$inferSelect;
export type Environment = typeof environments.$inferSelect;
type Reader = Pick<Database, "select">;

/** Holds the account's count of projects still until the transaction ends. */
export async function lockAccount(tx: Transaction, accountId: string): Promise<void> {
  await tx.execute(sql`select 1 from accounts where id = ${accountId} for no key update`);
}

export async function countProjects(tx: Reader, accountId: string): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(projects)
    .where(and(eq(projects.accountId, accountId), isNull(projects.deletedAt)));
  return row?.count ?? 0;
}

export async function findByDraft(tx: Reader, accountId: string, draftId: string): Promise<Project | null> {
  const [row] = await tx
    .select()
    .from(projects)
    .where(and(eq(projects.accountId, accountId), eq(projects.draftId, draftId)));
  return row ?? null;
}

export async function nameIsTaken(tx: Reader, accountId: string, nameKey: string): Promise<boolean> {
  const rows = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.accountId, accountId), eq(projects.nameKey, nameKey), isNull(projects.deletedAt)));
  return rows.length > 0;
}

export async function insertProject(
  tx: Transaction,
  project: Project,
  environment: Environment,
): Promise<void> {
  await tx.insert(projects).values(project);
  await tx.insert(environments).values(environment);
  await tx
    .insert(projectMembers)
    .values({ projectId: project.id, accountId: project.accountId, role: "admin", since: project.createdAt });
}

/** A project of anybody: for operators and jobs. */
export async function readProject(tx: Reader, id: string): Promise<Project | null> {
  const [row] = await tx.select().from(projects).where(eq(projects.id, id));
  return row ?? null;
}

/**
 * Locks the project's row, so that changes of the project and its team come one after the other. Rows that refer to the project can still
 * be added meanwhile.
 */
export async function lockProject(tx: Transaction, id: string): Promise<Project | null> {
  const [row] = await tx.select().from(projects).where(eq(projects.id, id)).for("no key update");
  return row ?? null;
}

/** The company whose project it is: the one of the account that made it, whoever is in the team by now. */
export async function companyOf(tx: Reader, project: Pick<Project, "accountId">): Promise<Company | null> {
  const [row] = await tx
    .select({ company: companies })
    .from(accounts)
    .innerJoin(companies, eq(companies.id, accounts.companyId))
    .where(eq(accounts.id, project.accountId));
  return row?.company ?? null;
}

/** The project and the person's role in it; null for strangers, who are told nothing. */
export async function findMembership(
  tx: Reader,
  projectId: string,
  accountId: string,
): Promise<{ project: Project; role: ProjectRole } | null> {
  const [row] = await tx
    .select({ project: projects, role: projectMembers.role })
    .from(projects)
    .innerJoin(projectMembers, eq(projectMembers.projectId, projects.id))
    .where(
      and(eq(projects.id, projectId), eq(projectMembers.accountId, accountId), isNull(projects.deletedAt)),
    );
  return row ?? null;
}

export const PROJECT_ORDERS = ["newest", "oldest", "name"] as const;

const ORDER = {
  newest: [desc(projects.createdAt), desc(projects.id)],
  oldest: [asc(projects.createdAt), asc(projects.id)],
  name: [asc(projects.nameKey), asc(projects.id)],
} as const;

/** The projects somebody is a member of. `search` is looked for in the names of project and client, as it is typed. */
export async function listProjects(
  tx: Reader,
  accountId: string,
  view: {
    readonly search: string;
    readonly archived: boolean;
    readonly sort: (typeof PROJECT_ORDERS)[number];
  },
): Promise<{ project: Project; role: ProjectRole }[]> {
  const found = containing(view.search);
  return tx
    .select({ project: projects, role: projectMembers.role })
    .from(projects)
    .innerJoin(projectMembers, eq(projectMembers.projectId, projects.id))
    .where(
      and(
        eq(projectMembers.accountId, accountId),
        view.archived ? isNotNull(projects.archivedAt) : isNull(projects.archivedAt),
        view.search === ""
          ? undefined
          : sql`(lower(${projects.name}) like ${found} or lower(${projects.client} ->> 'legalName') like ${found})`,
      ),
    )
    .orderBy(...ORDER[view.sort])
    .limit(2_000);
}

export async function updateProject(
  tx: Transaction,
  id: string,
  set: Partial<typeof projects.$inferInsert>,
): Promise<void> {
  await tx.update(projects).set(set).where(eq(projects.id, id));
}

export async function environmentsOf(tx: Reader, projectId: string): Promise<Environment[]> {
  return tx
    .select()
    .from(environments)
    .where(eq(environments.projectId, projectId))
    .orderBy(asc(environments.createdAt));
}

/** @throws {Problem} not-found */
export async function findEnvironment(
  tx: Reader,
  projectId: string,
  type: Environment["type"],
): Promise<Environment> {
  const environment = (await environmentsOf(tx, projectId)).find((one) => one.type === type);
  if (environment !== undefined) return environment;
  const name = type === "sandbox" ? "Sandbox" : "Production environment: request access to it first";
  throw new Problem("not-found", `The project has no ${name}.`);
}

export async function insertEnvironment(tx: Transaction, environment: Environment): Promise<void> {
  await tx.insert(environments).values(environment);
}

export async function updateEnvironment(
  tx: Transaction,
  id: string,
  set: Partial<Environment>,
): Promise<Environment> {
  const [row] = await tx.update(environments).set(set).where(eq(environments.id, id)).returning();
  if (row === undefined) throw new Error("an environment is gone");
  return row;
}

export async function lockEnvironmentById(tx: Transaction, id: string): Promise<void> {
  await tx.select({ id: environments.id }).from(environments).where(eq(environments.id, id)).for("update");
}

/** Locks the environment's row: what changes its keys and credentials comes one after the other. */
export async function lockEnvironment(
  tx: Transaction,
  projectId: string,
  type: Environment["type"],
): Promise<Environment | null> {
  const [row] = await tx
    .select()
    .from(environments)
    .where(and(eq(environments.projectId, projectId), eq(environments.type, type)))
    .for("update");
  return row ?? null;
}

/** The people of a project, admins first. */
export async function membersOf(
  tx: Reader,
  projectId: string,
): Promise<{ email: string; name: string; role: ProjectRole }[]> {
  return tx
    .select({ email: accounts.email, name: accounts.name, role: projectMembers.role })
    .from(projectMembers)
    .innerJoin(accounts, eq(accounts.id, projectMembers.accountId))
    .where(eq(projectMembers.projectId, projectId))
    .orderBy(asc(projectMembers.role), asc(accounts.email));
}

export async function memberIds(tx: Reader, projectId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: projectMembers.accountId })
    .from(projectMembers)
    .where(eq(projectMembers.projectId, projectId));
  return rows.map(({ id }) => id);
}

export async function readEnvironment(tx: Reader, id: string): Promise<Environment | null> {
  const [row] = await tx.select().from(environments).where(eq(environments.id, id));
  return row ?? null;
}
