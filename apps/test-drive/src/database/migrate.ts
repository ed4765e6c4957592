import type { ClientBase, Pool } from "pg";
import { STEPS } from "./steps.ts";

/** Any fixed number will do, as long as nobody else locks it: "test" in ASCII. */
const LOCK = 0x74657374;

/** A schema of a newer program, which this one must not touch. */
export class TestDriveSchemaError extends Error {
  override readonly name = "TestDriveSchemaError";
}

/**
 * Brings the schema `test_drive` to this program's version, in one transaction under a lock that ends with it: many programs may call it
 * at once. Where the schema is current it only reads, so that a log-in without the right to create can start, too.
 *
 * @throws {TestDriveSchemaError} when a newer program has made the schema
 */
export async function migrateTestDrive(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("set local lock_timeout = '60s'");
    await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
    await applyTestDriveSteps(client, STEPS.length);
    await client.query("commit");
    client.release();
  } catch (error) {
    // A client whose transaction is in doubt must not go back to the pool.
    client.release(true);
    throw error;
  }
}

/**
 * Brings the schema to one of this program's versions, in the caller's transaction. Nothing is undone: a schema beyond it stays.
 *
 * @throws {TestDriveSchemaError} when this program has no such version
 */
export async function applyTestDriveSteps(client: ClientBase, to: number): Promise<void> {
  const version = await versionOf(client);
  if (Math.max(version, to) > STEPS.length) {
    throw new TestDriveSchemaError(
      "Test Drive's tables belong to a newer version of Gatehouse: start that version, or a newer one.",
    );
  }
  if (version >= to) return;
  // "if not exists" asks for the right to create even where the schema is there, hence the look first.
  const schema = await client.query("select 1 from pg_namespace where nspname = 'test_drive'");
  if (schema.rowCount === 0) await client.query("create schema test_drive");
  await client.query("create table if not exists test_drive.schema_version (version integer primary key)");
  for (const [index, step] of STEPS.entries()) {
    if (index < version || index >= to) continue;
    await client.query(step);
    await client.query("insert into test_drive.schema_version (version) values ($1)", [index + 1]);
  }
}

async function versionOf(client: ClientBase): Promise<number> {
  const table = await client.query<{ there: boolean }>(
    "select to_regclass('test_drive.schema_version') is not null as there",
  );
  if (table.rows[0]?.there !== true) return 0;
  const newest = await client.query<{ version: number | null }>(
    "select max(version) as version from test_drive.schema_version",
  );
  return newest.rows[0]?.version ?? 0;
}
