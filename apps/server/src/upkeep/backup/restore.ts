import { createHash, timingSafeEqual } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { applyTestDriveSteps } from "@gatehouse/test-drive/database/migrate";
import { STEPS } from "@gatehouse/test-drive/database/steps";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type Config, loadConfig } from "../../config.ts";
import { type Custody, CustodyAway, CustodyError } from "../../custody/custody.ts";
import { type CustodySettings, type OpenedCustody, openGatewayCustody } from "../../custody/open-custody.ts";
import { applySteps, knownMigrations, stepsTo } from "../../database/schema-steps.ts";
import { UNFINISHED_RESTORE } from "../../database/unfinished-restore.ts";
import { startEmbeddedInstance } from "../../roles/embedded-instance.ts";
import { UpkeepError } from "../upkeep-error.ts";
import { decrypted, type Unlock } from "./age-file.ts";
import { beginNewTime } from "./begin-new-time.ts";
import { connect } from "./connect.ts";
import {
  type BackupHeader,
  type BackupTable,
  notAsWritten,
  parseHeader,
  parseTableEnd,
  parseTrailer,
  sealContext,
} from "./format.ts";
import { copyTarget, quotedName } from "./tables.ts";
import { TextReader } from "./text-reader.ts";

export interface Restored {
  readonly header: BackupHeader;
  readonly rows: number;
}

/**
 * `gatehouse restore`: brings a backup into the empty database of the settings.
 *
 * @throws {UpkeepError}
 */
export async function restore(
  environment: Readonly<Record<string, string | undefined>>,
  what: { readonly file: string; readonly unlock: Unlock },
  tell: (line: string) => void,
): Promise<void> {
  const config = loadConfig(environment);
  const text = new TextReader(decrypted(what.file, what.unlock));
  // Nothing is made, not even a folder, for a backup that can't be used.
  const opened = await readHeader(text, config);
  try {
    const { header, rows } = await intoEmpty(config, (url) => restoreDatabase(url, text, opened));
    tell(`Restored the backup of ${header.madeAt}: ${header.tables.length} tables, ${rows} rows.`);
    tell("Everyone logs in anew, people and programs. Start Gatehouse, and see that it is what you expect.");
  } finally {
    await opened.custody.close();
  }
}

export interface OpenedBackup {
  readonly header: BackupHeader;
  readonly custody: OpenedCustody;
}

/** Nobody else may be at work on an embedded database meanwhile. */
async function intoEmpty<T>(config: Config, work: (ownerUrl: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== null) return work(config.databaseUrl);
  const { owner, stop } = await startEmbeddedInstance(config.dataDir);
  try {
    return await work(owner);
  } finally {
    await stop();
  }
}

/**
 * Reads what a backup says of itself and sees that it can be restored here: the form, the schema, and above all that every master key is at
 * hand without which its keys are lost.
 *
 * @throws {UpkeepError}
 */
export async function readHeader(text: TextReader, settings: CustodySettings): Promise<OpenedBackup> {
  const header = parseHeader(await text.line());
  if (stepsTo(header.schema.migrations) === null || header.schema.testDrive > STEPS.length) {
    throw new UpkeepError(
      "the backup was made by a newer version of Gatehouse: restore it with that version",
    );
  }
  const custody = await openGatewayCustody(settings).catch((error: unknown) => {
    throw error instanceof CustodyError ? missing(header.masterKeys, error) : error;
  });
  const held = new Set((await custody.ring.held()).map(({ fingerprint }) => fingerprint));
  const absent = header.masterKeys.filter((fingerprint) => !held.has(fingerprint));
  if (absent.length === 0) return { header, custody };
  const away = custody.ring.away();
  await custody.close();
  if (away.length > 0) throw new CustodyAway(away.join("; "));
  throw missing(absent, null);
}

function missing(fingerprints: readonly string[], cause: Error | null): UpkeepError {
  return new UpkeepError(
    `the backup needs master key ${fingerprints.join(", ")}, which is not here: bring it from its safe copy first, into the data folder, GATEHOUSE_MASTER_KEY or the token`,
    cause === null ? {} : { cause },
  );
}

/**
 * Brings a backup into an empty database, in one transaction: tables as the backup's version had them, their rows, and what has changed in
 * the schema since. Everything is checked before the commit. Whenever it breaks off, the database says that a restore was not finished.
 *
 * @param text read up to and with its header
 */
export async function restoreDatabase(
  ownerUrl: string,
  text: TextReader,
  { header, custody }: OpenedBackup,
): Promise<Restored> {
  const client = await connect(ownerUrl, "gatehouse-restore");
  try {
    await markUnfinished(client);
    await client.query("begin");
    // One at a time; the second finds a database that is not empty.
    await client.query(`lock table ${UNFINISHED_RESTORE} in access exclusive mode`);
    await requireEmpty(client);
    const steps = header.schema.migrations.length;
    await applySteps(client, 0, steps);
    await applyTestDriveSteps(client, header.schema.testDrive);
    const rows = await copyTables(client, text, header);
    await checkEnd(text, header, custody);
    await applySteps(client, steps, knownMigrations().length);
    await beginNewTime(client, header, new Date());
    await client.query(`drop table ${UNFINISHED_RESTORE}`);
    await client.query("commit");
    return { header, rows };
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** @throws {UpkeepError} for a database that isn't empty, which is left as it is */
async function markUnfinished(client: pg.Client): Promise<void> {
  await requireEmpty(client);
  await client.query(`create table if not exists ${UNFINISHED_RESTORE} (single boolean primary key)`);
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_tables where schemaname not in ('pg_catalog', 'information_schema') and tablename <> $1 limit 1`,
    [UNFINISHED_RESTORE],
  );
  if (rowCount !== 0) {
    throw new UpkeepError(
      "the database is not empty: restore into a new one, so that nothing is lost or mixed",
    );
  }
}

async function copyTables(client: pg.Client, text: TextReader, header: BackupHeader): Promise<number> {
  let sum = 0;
  for (const table of header.tables) {
    const read = { bytes: 0, sha256: createHash("sha256") };
    const rows = async function* () {
      for await (const chunk of text.rows()) {
        read.bytes += chunk.length;
        read.sha256.update(chunk);
        yield chunk;
      }
    };
    // Rows that came with the schema are in the backup too, as they were then; those that refer to a table come after it.
    await client.query(`truncate ${quotedName(table)} cascade`).catch((error: unknown) => {
      throw refusedRows(table, error);
    });
    const copy = client.query(copyFrom(`copy ${copyTarget(table)} from stdin`));
    await pipeline(Readable.from(rows()), copy).catch((error: unknown) => {
      throw error instanceof UpkeepError ? error : refusedRows(table, error);
    });
    const end = parseTableEnd(await text.line());
    const same =
      end.rows === copy.rowCount && end.bytes === read.bytes && end.sha256 === read.sha256.digest("hex");
    if (!same) throw notAsWritten();
    sum += end.rows;
  }
  return sum;
}

/** The database's own words would repeat a row. */
function refusedRows(table: BackupTable, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : null;
  if (code === null || !/^[0-9A-Z]{5}$/.test(code)) return error;
  return new UpkeepError(`the database refuses rows of ${quotedName(table)} (${code}): nothing was restored`);
}

async function checkEnd(text: TextReader, header: BackupHeader, custody: Custody): Promise<void> {
  const digest = text.digest();
  const trailer = parseTrailer(await text.line());
  await text.end();
  if (trailer.tables !== header.tables.length || trailer.sha256 !== digest.toString("hex"))
    throw notAsWritten();
  const sealed = await custody.unwrap(trailer.seal, sealContext(header.id)).catch(() => null);
  if (sealed === null || sealed.length !== digest.length || !timingSafeEqual(sealed, digest)) {
    throw new UpkeepError("the backup's seal is not right: it was not made by who holds the master key");
  }
}
