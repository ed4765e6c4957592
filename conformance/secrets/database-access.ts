import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** The embedded database of a running program, as its superuser. */
export async function connectToCluster(dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await clusterUrl(dataDir) });
  await client.connect();
  return client;
}

export async function clusterUrl(dataDir: string): Promise<string> {
  const folder = join(dataDir, "postgresql");
  const base = await readFile(join(folder, "cluster-location"), "utf8").then(
    (path) => path.trim(),
    () => join(folder, "cluster"),
  );
  const port = (await readFile(join(base, "data", "postmaster.pid"), "utf8")).split("\n")[3];
  const password = (await readFile(join(folder, "superuser-password"), "utf8")).trim();
  return `postgresql://postgres:${password}@127.0.0.1:${port}/gatehouse`;
}

export interface Table {
  readonly schema: string;
  readonly name: string;
}

/** Every table that isn't PostgreSQL's own. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select schemaname as schema, tablename as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
  );
  return rows;
}

export function quoted(table: Table): string {
  return `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;
}
