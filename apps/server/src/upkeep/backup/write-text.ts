import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Custody } from "../../custody/custody.ts";
import { appliedMigrations } from "../../database/schema-steps.ts";
import { UpkeepError } from "../upkeep-error.ts";
import {
  type BackupHeader,
  type BackupTable,
  FORMAT,
  sealContext,
  type TableEnd,
  type Trailer,
} from "./format.ts";
import { copyTarget, quotedName, tablesToKeep } from "./tables.ts";
import { END_OF_ROWS } from "./text-reader.ts";

const LINE_FEED = 0x0a;

/** What was written, told as it goes. */
export interface Written {
  header: BackupHeader | null;
  rows: number;
}

/**
 * A backup's text, of one moment: a snapshot of all tables (REPEATABLE READ, READ ONLY), streamed from COPY, so that no table is in memory as a
 * whole and nobody who works meanwhile waits.
 *
 * @param client a connection of its own, of somebody who may read all tables; left in the middle of its transaction when this fails
 * @param written filled in while the text is read
 */
export async function* writeText(
  client: pg.Client,
  custody: Custody,
  now: Date,
  written: Written,
): AsyncGenerator<Uint8Array> {
  await client.query("begin isolation level repeatable read read only");
  const hash = createHash("sha256");
  const line = (value: object) => {
    const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
    hash.update(bytes);
    return bytes;
  };
  const header = await describe(client, now);
  written.header = header;
  yield line(header satisfies BackupHeader);
  for (const table of header.tables) {
    const end = { rows: 0, bytes: 0, sha256: createHash("sha256") };
    for await (const chunk of client.query(
      copyTo(`copy ${copyTarget(table)} to stdout`),
    ) as AsyncIterable<Buffer>) {
      end.rows += linesIn(chunk);
      end.bytes += chunk.length;
      end.sha256.update(chunk);
      hash.update(chunk);
      yield chunk;
    }
    hash.update(END_OF_ROWS);
    yield END_OF_ROWS;
    written.rows += end.rows;
    yield line({ ...end, sha256: end.sha256.digest("hex") } satisfies TableEnd);
  }
  const digest = hash.digest();
  const seal = await custody.wrap(digest, sealContext(header.id));
  const trailer: Trailer = { tables: header.tables.length, sha256: digest.toString("hex"), seal };
  yield Buffer.from(`${JSON.stringify(trailer)}\n`);
  await client.query("commit");
}

async function describe(client: pg.Client, now: Date): Promise<BackupHeader> {
  const tables = await tablesToKeep(client);
  if (tables.length === 0) throw new UpkeepError("the database is empty: there is nothing to back up");
  // Nobody changes a table from here on; the snapshot begins with the query before.
  await client.query(`lock table ${tables.map(quotedName).join(", ")} in access share mode`);
  return {
    ...FORMAT,
    id: randomUUID(),
    madeAt: now.toISOString(),
    schema: { migrations: await appliedMigrations(client), testDrive: await testDriveVersion(client) },
    masterKeys: await masterKeysNeeded(client, tables),
    tables,
  };
}

async function testDriveVersion(client: pg.Client): Promise<number> {
  const table = await client.query<{ there: boolean }>(
    "select to_regclass('test_drive.schema_version') is not null as there",
  );
  if (table.rows[0]?.there !== true) return 0;
  const { rows } = await client.query<{ version: number | null }>(
    "select max(version) as version from test_drive.schema_version",
  );
  return rows[0]?.version ?? 0;
}

/** The fingerprints that wrapped values name, wherever they stand, and those that the database is made with. */
async function masterKeysNeeded(client: pg.Client, tables: readonly BackupTable[]): Promise<string[]> {
  const { rows: columns } = await client.query<{ schema: string; name: string; column: string }>(`
    select table_schema as schema, table_name as name, column_name as "column"
    from information_schema.columns where table_schema in ('public', 'test_drive') and data_type = 'jsonb'`);
  const needed = new Set<string>();
  for (const { schema, name, column } of columns) {
    // It names keys that are announced as well, under which nothing is wrapped yet.
    if (name === "master_keys") continue;
    if (!tables.some((table) => table.schema === schema && table.name === name)) continue;
    const { rows } = await client.query<{ fingerprint: string }>(`
      select distinct found #>> '{}' as fingerprint
      from ${quotedName({ schema: schema as BackupTable["schema"], name })}, jsonb_path_query("${column}", '$.**.masterKey') found`);
    for (const { fingerprint } of rows) needed.add(fingerprint);
  }
  const { rows } = await client.query<{ fingerprint: string }>(
    "select fingerprint from master_keys m where to_jsonb(m) ->> 'state' is distinct from 'announced'",
  );
  for (const { fingerprint } of rows) needed.add(fingerprint);
  if (needed.size === 0)
    throw new UpkeepError("the database has no master key yet: there is nothing to back up");
  return [...needed].sort();
}

function linesIn(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
