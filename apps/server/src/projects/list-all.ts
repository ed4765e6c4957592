import { and, count, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import { companies } from "../companies/tables.ts";
import type { Database } from "../database/database.ts";
import { containing } from "../http/search-text.ts";
import { environments, projects } from "./tables.ts";

type Reader = Pick<Database, "select">;

/**
 * Everybody's projects, the newest first; deleted ones are not among them.
 *
 * @param view `search` is looked for in names of projects, partners and clients; `from` counts projects, not pages
 */
export async function listAllProjects(
  tx: Reader,
  view: { readonly search: string; readonly from: number; readonly most: number },
) {
  const found = containing(view.search);
  const which = and(
    isNull(projects.deletedAt),
    view.search === ""
      ? undefined
      : or(
          sql`lower(${projects.name}) like ${found}`,
          sql`lower(${companies.name}) like ${found}`,
          sql`lower(${projects.client} ->> 'legalName') like ${found}`,
        ),
  );
  // Which ones, first: the rest is looked up for those that are shown. They are counted in passing, for a search reads every name.
  const page = await tx
    .select({ id: projects.id, total: sql<number>`(count(*) over ())::int` })
    .from(projects)
    .innerJoin(accounts, eq(accounts.id, projects.accountId))
    .leftJoin(companies, eq(companies.id, accounts.companyId))
    .where(which)
    .orderBy(desc(projects.createdAt), desc(projects.id))
    .limit(view.most)
    .offset(view.from);
  const ids = page.map(({ id }) => id);
  const rows = await tx
    .select({ project: projects, partner: companies, production: environments })
    .from(projects)
    .innerJoin(accounts, eq(accounts.id, projects.accountId))
    .leftJoin(companies, eq(companies.id, accounts.companyId))
    .leftJoin(environments, and(eq(environments.projectId, projects.id), eq(environments.type, "production")))
    .where(inArray(projects.id, ids))
    .orderBy(desc(projects.createdAt), desc(projects.id));
  return { rows, total: page[0]?.total ?? (view.from === 0 ? 0 : await countAll()) };

  /** A page beyond the last holds no row that could say how many there are. */
  async function countAll(): Promise<number> {
    const [sum] = await tx
      .select({ total: count() })
      .from(projects)
      .innerJoin(accounts, eq(accounts.id, projects.accountId))
      .leftJoin(companies, eq(companies.id, accounts.companyId))
      .where(which);
    return sum?.total ?? 0;
  }
}
