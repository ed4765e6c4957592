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
  readonly total: number;
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
  const { rows } = await tx.execute<Row>(sql`
    select keys.id, keys.type, keys.kid, keys.alias, keys.active,
      (extract(epoch from keys.not_after) * 1000)::float8 as expires,
      projects.id as "projectId", projects.name as project, companies.name as partner,
      environments.type as environment, (count(*) over ())::int as total
    from (
      select id, 'client' as type, kid, null as alias, true as active, not_after, project_id, environment_id
        from client_encryption_keys where revoked_at is null
      union all
      select id, 'mastercard', kid, alias, active, not_after, project_id, environment_id
        from mastercard_encryption_keys where revoked_at is null
    ) as keys
    join projects on projects.id = keys.project_id
    join environments on environments.id = keys.environment_id
    join accounts on accounts.id = projects.account_id
    left join companies on companies.id = accounts.company_id
    where projects.deleted_at is null and (
      ${view.search} = '' or lower(projects.name) like ${found} or lower(companies.name) like ${found}
      or lower(keys.alias) like ${found} or keys.kid like ${found.slice(1)})
    order by keys.not_after, keys.id
    limit ${view.most} offset ${view.from}`);
  return { rows, total: rows[0]?.total ?? 0 };
}
