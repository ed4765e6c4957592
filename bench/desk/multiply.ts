import { closeDatabase, type Database, openDatabase } from "../../apps/server/src/database/database.ts";

/** Tables whose rows are copied, and what must differ from copy to copy beside the ids. `k` is the copy's number. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  companies: { name: "name || ' ' || k" },
  accounts: { email: "k || '.' || email" },
  projects: {},
  project_members: {},
  project_invitations: { token_hash: "sha256(token_hash || k::text::bytea)" },
  environments: {},
  credentials: {
    partner_id: "(partner_id::bigint + k * 1000003)::text",
    app_key_hash: "sha256(app_key_hash || k::text::bytea)",
  },
  client_encryption_keys: {},
  mastercard_encryption_keys: {},
  key_activations: {},
  contracts: { number: "number || '-' || k" },
  production_requests: {},
  production_events: {},
  company_events: {},
  notices: {},
  notice_recipients: {},
  usage_spans: {},
  usage_hours: {},
};

/**
 * Copies everything that partners have until there are so many projects: rows with ids of their own that belong together as the first ones
 * do. Wrapped values don't open in a copy, which no list looks at.
 *
 * @param reader who becomes a member of as many projects as `memberships` says
 */
export async function multiply(
  url: string,
  goal: { readonly projects: number; readonly reader: string; readonly memberships: number },
): Promise<number> {
  // One connection, because the settings are the connection's.
  const database = openDatabase(url, { max: 1 });
  const client = database.$client;
  try {
    // Rules about single rows are the same for copies; checked again, they would take most of the time.
    await client.query("set session_replication_role = replica; set statement_timeout = 0");
    const { rows } = await client.query("select count(*)::int as there from projects");
    const there = rows[0]?.there as number;
    const copies = Math.ceil(goal.projects / there) - 1;
    for (const [table, own] of Object.entries(TABLES)) await copyRows(client, table, own, copies);
    await client.query(
      `insert into project_members (project_id, account_id, role, since)
        select p.id, a.id, 'read-only', now() from accounts a, (select id from projects order by id limit $2) p
        where a.email = $1 on conflict do nothing`,
      [goal.reader, goal.memberships],
    );
    await client.query("vacuum analyze");
    return there * (copies + 1);
  } finally {
    await closeDatabase(database);
  }
}

async function copyRows(
  client: Database["$client"],
  table: string,
  own: Readonly<Record<string, string>>,
  copies: number,
): Promise<void> {
  const { rows } = await client.query(
    "select column_name as name, data_type as type from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO' and (column_default is null or column_default not like 'nextval%')",
    [table],
  );
  const columns = rows as { name: string; type: string }[];
  const values = columns.map(({ name, type }) => {
    const changed = own[name];
    if (changed !== undefined) return changed;
    // Operators aren't copied: what names one goes on naming it.
    if (type === "uuid")
      return `case when exists (select from accounts o where o.id = t."${name}" and o.operator) then t."${name}" else ${uuidOf(`md5(t."${name}"::text || k)`)} end`;
    return `t."${name}"`;
  });
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const only = table === "accounts" ? "where not operator" : "";
  await client.query(
    `insert into "${table}" (${names}) select ${values.join(", ")} from (select * from "${table}" ${only}) t, generate_series(1, ${copies}) k`,
  );
}

/** 32 hex digits as a UUID of version 4 (RFC 9562, section 5.4), because that is what the desk's answers may hold. */
function uuidOf(hex: string): string {
  return `overlay(overlay(${hex} placing '4' from 13) placing '8' from 17)::uuid`;
}
