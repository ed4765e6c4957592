import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { closeDatabase, type Database, openDatabase } from "./database.ts";
import { installInvariants } from "./invariants.ts";
import { grantRoles } from "./roles.ts";
import { sqlState } from "./transaction.ts";
import { refuseUnfinishedRestore } from "./unfinished-restore.ts";
import { installMasterKeyReferences } from "./wrapped-columns.ts";

export const MIGRATIONS_FOLDER = new URL("./migrations", import.meta.url).pathname;

/** A schema this program must not touch; the message says what to do. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/**
 * Brings the schema to this program's version. Many programs may call it at once: they queue at the lock of a table (the query builder's
 * migrator has no lock of its own, and session locks are lost behind a pooler). Refuses a schema that a newer program has made.
 *
 * @param url log-in of the schema's owner
 * @throws {SchemaError}
 * @throws {UnfinishedRestore}
 */
export async function migrateDatabase(url: string): Promise<void> {
  const database = openDatabase(url, { max: 2, name: "gatehouse-migrate" });
  try {
    await refuseUnfinishedRestore(database);
    await createLock(database);
    await database.transaction(async (lock) => {
      await lock.execute(sql`set local lock_timeout = '120s'`);
      await lock.execute(sql`set local idle_in_transaction_session_timeout = '300s'`);
      await lock.execute(sql`lock table gatehouse_migration_lock in access exclusive mode`);
      // A restore may have begun while this waited.
      await refuseUnfinishedRestore(database);
      await refuseNewerSchema(database);
      await migrate(database, { migrationsFolder: MIGRATIONS_FOLDER });
      await installMasterKeyReferences(database);
      // After what others do with tables: a trigger that is made holds its table until this transaction ends.
      await installInvariants(lock);
      await grantRoles(lock);
    });
  } finally {
    await closeDatabase(database);
  }
}

/** Two programs may make the table at the same moment; PostgreSQL then tells the second of a duplicate, and the table is there. */
async function createLock(database: Database): Promise<void> {
  try {
    await database.execute(
      sql`create table if not exists gatehouse_migration_lock (single boolean primary key)`,
    );
  } catch (error) {
    if (!["23505", "42P07", "42710"].includes(sqlState(error) ?? "")) throw error;
  }
}

/**
 * For those who work on a database beside the program, and change no schema.
 *
 * @throws {SchemaError} it is another version's
 */
export async function requireThisSchema(database: Database): Promise<void> {
  await refuseUnfinishedRestore(database);
  await refuseNewerSchema(database);
  if ((await newestApplied(database)) < newestKnown()) {
    throw new SchemaError("The database belongs to an older version of Gatehouse: start this version once.");
  }
}

async function refuseNewerSchema(database: Database): Promise<void> {
  if ((await newestApplied(database)) > newestKnown()) {
    throw new SchemaError(
      "The database belongs to a newer version of Gatehouse: start that version, or a newer one.",
    );
  }
}

function newestKnown(): number {
  return Math.max(
    ...readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).map((file) => file.folderMillis),
  );
}

/** 0 for a database without any. */
async function newestApplied(database: Database): Promise<number> {
  const table = await database.execute<{ there: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  );
  if (table.rows[0]?.there !== true) return 0;
  const applied = await database.execute<{ newest: string | null }>(
    sql`select max(created_at) as newest from drizzle.__drizzle_migrations`,
  );
  return Number(applied.rows[0]?.newest ?? 0);
}
