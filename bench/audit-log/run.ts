import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filtersOf } from "../../apps/server/src/audit-log/filters.ts";
import { type Asked, readLog } from "../../apps/server/src/audit-log/read-log.ts";
import { findProjects } from "../../apps/server/src/audit-log/store.ts";
import { closeDatabase, type Database, openDatabase } from "../../apps/server/src/database/database.ts";
import { startEmbeddedPostgres } from "../../apps/server/src/database/embedded.ts";
import { migrateDatabase } from "../../apps/server/src/database/migrate.ts";
import { createTurnstile } from "../../apps/server/src/http/turnstile.ts";

/*
 * How long the lists of the audit log take on a full table: a million entries of 2,000 projects, one of which has 100,000 of them. Each
 * list is asked for some times; the median and the slowest are told, in milliseconds: npm run bench:audit-log
 */

const ENTRIES = 1_000_000;
const PROJECTS = 2_000;
const TIMES = 15;

const folder = await mkdtemp(join(tmpdir(), "gatehouse-audit-log-"));
const cluster = await startEmbeddedPostgres({ folder, durable: false });
try {
  await migrateDatabase(cluster.superuserUrl);
  const database = openDatabase(cluster.superuserUrl, { max: 4 });
  try {
    await fill(database);
    await measure(database);
  } finally {
    await closeDatabase(database);
  }
} finally {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Entries as they come about, in the order of time: what happens often, what seldom, by people of 500 companies. Hashes are random here. */
async function fill(database: Database): Promise<void> {
  const started = performance.now();
  const uuid = (kind: string, n: string) =>
    `('00000000-0000-${kind}-8000-' || lpad((${n})::text, 12, '0'))::uuid`;
  const run = (statement: string) => database.$client.query(`set statement_timeout = 0; ${statement}`);
  await run(`insert into companies (id, name, kind, encryption_keys_enabled, created_at)
    select ${uuid("7001", "n")}, 'Company ' || n, 'own', true, now() from generate_series(1, 500) n`);
  await run(`insert into accounts (id, email, name, password_hash, company_id, operator, created_at)
    select ${uuid("7002", "n")}, 'person-' || n || '@example.test', 'Person ' || n, '$none', ${uuid("7001", "1 + n % 500")}, false, now()
    from generate_series(1, 3000) n`);
  await run(`insert into projects (id, account_id, draft_id, draft_hash, name, name_key, purpose, api_service, commercial_country, created_at)
    select ${uuid("7003", "n")}, ${uuid("7002", "1 + n % 3000")}, gen_random_uuid(), '\\x00', 'Project ' || n, 'project ' || n, 'self', 'open-finance-us', 'US', now()
    from generate_series(1, ${PROJECTS}) n`);
  await run(`insert into audit_entries (chain, number, at, actor, account_id, address, request_id, action, subject, before, after, previous, hash)
    select chain, row_number() over (partition by chain order by n), now() - (${ENTRIES} - n) * interval '30 seconds',
      'person-' || person || '@example.test', ${uuid("7002", "person")}, '203.0.113.' || n % 250, gen_random_uuid()::text, action,
      split_part(action, '.', 1) || ':' || ${uuid("7004", "project * 10 + n % 7")}, null,
      jsonb_build_object('alias', 'key ' || n % 1000, 'kid', md5(n::text) || md5(project::text)), sha256(n::text::bytea), sha256((n + 1)::text::bytea)
    from (select n, project, 1 + (project * 7 + n % 3) % 3000 as person, ${uuid("7003", "project")}::text as chain,
        case when n % 100000 = 0 then 'mastercard-encryption-key.compromised'
          when n % 100 < 60 then 'credential.revealed' when n % 100 < 80 then 'credential.secret-rotated'
          when n % 100 < 95 then 'mastercard-encryption-key.activated' else 'client-encryption-key.created' end as action
      from (select n, case when n % 10 = 0 then 1 else 2 + n::bigint * 7919 % ${PROJECTS - 1} end as project from generate_series(1, ${ENTRIES}) n) a) b order by n`);
  await run("analyze audit_entries");
  await run("analyze accounts; analyze projects; analyze companies");
  const size = await database.$client.query<{ table: string; indexes: string }>(
    `select pg_size_pretty(pg_table_size('audit_entries')) as table, pg_size_pretty(pg_indexes_size('audit_entries')) as indexes`,
  );
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(`${ENTRIES} entries in ${seconds} s, ${size.rows[0]?.table}, indexes ${size.rows[0]?.indexes}`);
}

async function measure(database: Database): Promise<void> {
  const searching = createTurnstile({ atOnce: 4, waiting: 4, full: "" });
  const project = (n: number) => `00000000-0000-7003-8000-${String(n).padStart(12, "0")}`;
  const middle = new Date(Date.now() - (ENTRIES / 2) * 30_000).toISOString();
  const company = await findProjects(database, { project: null, company: "Company 7", partnerId: null });
  const lists: Record<string, Partial<Asked>> = {
    "a project, newest": { chains: [project(42)] },
    "a project, one event": {
      chains: [project(42)],
      filters: filtersOf({ action: "client-encryption-key.created" }),
    },
    "a project, search": {
      namedBy: "The provider",
      chains: [project(42)],
      filters: filtersOf({ q: "key 77" }),
    },
    "the large project, newest": { chains: [project(1)] },
    "the large project, in the middle": { chains: [project(1)], filters: filtersOf({ to: middle }) },
    "the large project, event that there is not": {
      chains: [project(1)],
      filters: filtersOf({ action: "mail.given-up" }),
    },
    "the large project, search for nothing": {
      namedBy: "The provider",
      chains: [project(1)],
      filters: filtersOf({ q: "not there" }),
    },
    "everything, newest": {},
    "everything, in the middle": { filters: filtersOf({ to: middle }) },
    "everything, page after the middle": { after: { at: new Date(middle), chain: project(9), number: 1 } },
    "everything, frequent event": { filters: filtersOf({ action: "credential.revealed" }) },
    "everything, rare event": { filters: filtersOf({ action: "mastercard-encryption-key.compromised" }) },
    "everything, group of events": { filters: filtersOf({ action: "client-encryption-key.*" }) },
    "everything, event that there is not": { filters: filtersOf({ action: "mail.given-up" }) },
    "everything, one person": { filters: filtersOf({ actor: "person-99@example.test" }) },
    "everything, one person, event that there is not": {
      filters: filtersOf({ actor: "person-99@example.test", action: "mail.given-up" }),
    },
    "everything, one key": {
      filters: filtersOf({ subject: "credential:00000000-0000-7004-8000-000000000423" }),
    },
    [`${company.length} projects of companies`]: { chains: company },
    "everything, search that finds": { filters: filtersOf({ q: "key 77" }) },
    "everything, search for a name": { filters: filtersOf({ q: "Person 2999" }) },
    "everything, search for nothing": { filters: filtersOf({ q: "not there" }) },
  };
  for (const [name, list] of Object.entries(lists)) {
    const asked: Asked = {
      chains: null,
      filters: filtersOf({}),
      after: null,
      limit: 50,
      namedBy: null,
      ...list,
    };
    const took: number[] = [];
    let found = 0;
    for (let time = 0; time < TIMES; time += 1) {
      const started = performance.now();
      found = (await readLog({ database, searching }, asked)).entries.length;
      took.push(performance.now() - started);
    }
    took.sort((a, b) => a - b);
    const ms = (value: number | undefined) => (value ?? 0).toFixed(1).padStart(7);
    console.log(`${ms(took[TIMES >> 1])} ${ms(took.at(-1))}  ${name} (${found})`);
  }
}
