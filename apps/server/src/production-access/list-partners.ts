import { and, asc, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import type { Company } from "../companies/store.ts";
import { companies } from "../companies/tables.ts";
import type { Database } from "../database/database.ts";
import { containing } from "../http/search-text.ts";
import { projects } from "../projects/tables.ts";

type Reader = Pick<Database, "select">;

/** Of one partner; more than any desk looks through. */
const MOST_ACCOUNTS = 200;

export type PartnerView =
  | { readonly search: string; readonly from: number; readonly most: number }
  | { readonly companyId: string };

interface Partner {
  readonly company: Company;
  readonly projects: number;
}

/**
 * Partners by name, with how many projects they have: those whose name or whose people's address holds what is looked for, or a single one.
 */
export async function listPartners(
  tx: Reader,
  view: PartnerView,
): Promise<{ readonly rows: readonly Partner[]; readonly total: number }> {
  const one = "companyId" in view;
  const found = one || view.search === "" ? null : containing(view.search);
  const which = and(
    eq(companies.kind, "own"),
    one ? eq(companies.id, view.companyId) : undefined,
    found === null
      ? undefined
      : sql`(lower(${companies.name}) like ${found} or exists (
          select from accounts as people where people.company_id = ${companies.id} and people.email like ${found}))`,
  );
  // Counted for the page alone: a join would count the projects of every partner to show those of a few.
  const held = tx
    .select({ count: count() })
    .from(projects)
    .innerJoin(accounts, eq(accounts.id, projects.accountId))
    .where(and(eq(accounts.companyId, companies.id), isNull(projects.deletedAt)));
  const rows = await tx
    .select({ company: companies, projects: sql<number>`(${held})`.mapWith(Number) })
    .from(companies)
    .where(which)
    .orderBy(asc(companies.name), asc(companies.id))
    .limit(one ? 1 : view.most)
    .offset(one ? 0 : view.from);
  const [sum] = await tx.select({ count: count() }).from(companies).where(which);
  return { rows, total: sum?.count ?? 0 };
}

/** The people of these partners, with how many projects each holds and may hold. */
export async function accountsOfPartners(tx: Reader, companyIds: readonly string[]) {
  if (companyIds.length === 0) return [];
  return tx
    .select({
      companyId: accounts.companyId,
      email: accounts.email,
      projects: count(projects.id),
      projectLimit: accounts.projectLimit,
    })
    .from(accounts)
    .leftJoin(projects, and(eq(projects.accountId, accounts.id), isNull(projects.deletedAt)))
    .where(inArray(accounts.companyId, [...companyIds]))
    .groupBy(accounts.id)
    .orderBy(asc(accounts.email))
    .limit(MOST_ACCOUNTS * companyIds.length);
}
