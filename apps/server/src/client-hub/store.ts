import { sql } from "drizzle-orm";
import type { VerificationState } from "../companies/rules.ts";
import type { Database } from "../database/database.ts";
import { containing } from "../http/search-text.ts";
import type { ProjectRole } from "../permissions.ts";
import type { RequestState } from "../production-access/rules.ts";
import type { Position } from "./cursor.ts";

/** A project that is run for a client company. */
export interface ClientProject {
  readonly id: string;
  readonly name: string;
  readonly role: ProjectRole;
  readonly clientName: string;
  /** Of the client company; null: nobody has begun it. */
  readonly verification: VerificationState | null;
  /** Of the request for Production; null: there is none. */
  readonly request: RequestState | null;
  readonly suspended: boolean;
  /** Keys in use that expire before the moment that was asked for. */
  readonly expiring: number;
  readonly expired: number;
  readonly nextExpiry: Date | null;
  readonly position: Position;
}

/**
 * Somebody's projects for client companies, in the order of the companies' names, then the projects'.
 *
 * @param view `search` is looked for in the names of client and project; `after`: where the page before ended
 */
export async function clientProjects(
  tx: Pick<Database, "execute">,
  accountId: string,
  view: {
    readonly search: string;
    readonly after: Position | null;
    readonly most: number;
    readonly now: Date;
    readonly until: Date;
  },
): Promise<ClientProject[]> {
  const like = containing(view.search);
  const { client, name, id } = view.after ?? {
    client: "",
    name: "",
    id: "00000000-0000-0000-0000-000000000000",
  };
  const [now, until] = [view.now.toISOString(), view.until.toISOString()];
  const { rows } = await tx.execute(sql`
    with page as (
      select p.id, p.name, p.name_key, m.role, p.client ->> 'legalName' as client_name,
        lower(p.client ->> 'legalName') as client_key, p.client_company_id
      from projects p join project_members m on m.project_id = p.id
      where m.account_id = ${accountId} and p.purpose = 'client' and p.archived_at is null and p.deleted_at is null
        and (lower(p.client ->> 'legalName') like ${like} or lower(p.name) like ${like})
        and (lower(p.client ->> 'legalName'), p.name_key, p.id) > (${client}, ${name}, ${id}::uuid)
      order by client_key, p.name_key, p.id
      limit ${view.most}
    )
    select page.*, c.verification, r.state as request, k.expiring::int, k.expired::int, k.next_expiry,
      exists (select from environments e where e.project_id = page.id and e.status = 'suspended') as suspended
    from page
      left join companies c on c.id = page.client_company_id
      left join production_requests r on r.project_id = page.id
      cross join lateral (
        select count(*) filter (where not_after > ${now}::timestamptz and not_after <= ${until}::timestamptz) as expiring,
          count(*) filter (where not_after <= ${now}::timestamptz) as expired,
          min(not_after) filter (where not_after > ${now}::timestamptz) as next_expiry
        from (
          select not_after from client_encryption_keys where project_id = page.id and revoked_at is null
          union all select not_after from mastercard_encryption_keys where project_id = page.id and active
        ) keys
      ) k
    order by client_key, name_key, id`);
  return rows.map((row) => ({
    id: row.id as string,
    name: row.name as string,
    role: row.role as ProjectRole,
    clientName: row.client_name as string,
    verification: row.verification as VerificationState | null,
    request: row.request as RequestState | null,
    suspended: row.suspended as boolean,
    expiring: row.expiring as number,
    expired: row.expired as number,
    nextExpiry: row.next_expiry === null ? null : new Date(row.next_expiry as string),
    position: {
      client: row.client_key as string,
      name: row.name_key as string,
      id: row.id as string,
    },
  }));
}
