import { sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { containing } from "../http/search-text.ts";

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly type: "client" | "mastercard";
  readonly kid: string;
  readonly alias: string | null;
  readonly active: boolean;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly projectId: string;
  readonly project: string;
  readonly partner: string | null;
  readonly environment: "sandbox" | "production";
}

/**
 * Everybody's keys that are not revoked, those that expire first before the others, so that those that have expired lead.
 *
 * @param view `search` is looked for in names of projects and partners, in aliases, and at the beginning of a `kid`; `from` counts keys
 */
export async function listKeysByExpiry(
  tx: Pick<Database, "execute">,
  view: { readonly search: string; readonly from: number; readonly most: number },
): Promise<{ readonly rows: readonly Row[]; readonly total: number }> {
  const found = containing(view.search);
  const upTo = view.from + view.most;
  // Each table by its index on the expiry, so that nothing is sorted that is not shown; keys of deleted projects are revoked.
  const which =
    view.search === ""
      ? sql`true`
      : sql`(lower(k.alias) like ${found} or k.kid like ${found.slice(1)} or k.project_id in (
          select projects.id from projects
            join accounts on accounts.id = projects.account_id
            left join companies on companies.id = accounts.company_id
            where lower(projects.name) like ${found} or lower(companies.name) like ${found}))`;
  const keys = sql`
    client as (
      select * from (
        select id, 'client' as type, kid, null as alias, true as active, not_after, project_id, environment_id
          from client_encryption_keys where revoked_at is null
      ) k where ${which}
    ), mastercard as (
      select * from (
        select id, 'mastercard' as type, kid, alias, active, not_after, project_id, environment_id
          from mastercard_encryption_keys where revoked_at is null
      ) k where ${which}
    )`;
  const { rows } = await tx.execute<Row>(sql`
    with ${keys}, page as (
      (select * from client order by not_after, id limit ${upTo})
      union all (select * from mastercard order by not_after, id limit ${upTo})
      order by not_after, id limit ${view.most} offset ${view.from}
    )
    select page.id, page.type, page.kid, page.alias, page.active,
      (extract(epoch from page.not_after) * 1000)::float8 as expires,
      projects.id as "projectId", projects.name as project, companies.name as partner,
      environments.type as environment
    from page
    join projects on projects.id = page.project_id
    join environments on environments.id = page.environment_id
    join accounts on accounts.id = projects.account_id
    left join companies on companies.id = accounts.company_id
    order by page.not_after, page.id`);
  const sums = await tx.execute<{ total: number }>(sql`
    with ${keys}
    select ((select count(*) from client) + (select count(*) from mastercard))::int as total`);
  return { rows, total: sums.rows[0]?.total ?? 0 };
}
