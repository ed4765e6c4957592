import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { migrateTestDrive } from "@gatehouse/test-drive/database/migrate";
import type { Config } from "../config.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { startEmbeddedPostgres } from "../database/embedded.ts";
import { lockDataFolder } from "../database/lock-data-folder.ts";
import { migrateDatabase } from "../database/migrate.ts";
import { createLogins, DATABASE_ROLES } from "../database/roles.ts";

/** How each role logs in to the database. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly portal: string;
  readonly gateway: string;
  readonly testDrive: string;
}

export interface OpenedDatabases {
  readonly urls: DatabaseUrls;
  stop(): Promise<void>;
}

/** Name of the database in a cluster of our own. */
export const OWN_DATABASE = "gatehouse";

type Passwords = Readonly<Record<keyof typeof DATABASE_ROLES, string>>;

/**
 * The external database of the settings, or an embedded one in the data folder, with its schema up to date. In the embedded one each role
 * has a log-in of its own, with a password of this start; in an external one the operator decides.
 */
export async function openDatabases(config: Config): Promise<OpenedDatabases> {
  if (config.databaseUrl !== null) {
    if (config.roles.has("portal") || config.roles.has("worker")) await migrateDatabase(config.databaseUrl);
    return {
      urls: {
        owner: config.databaseUrl,
        portal: config.databaseUrl,
        gateway: config.gatewayDatabaseUrl ?? config.databaseUrl,
        testDrive: config.databaseUrl,
      },
      stop: async () => undefined,
    };
  }
  const lock = await lockDataFolder(config.dataDir);
  const cluster = await startEmbeddedPostgres({ folder: join(config.dataDir, "postgresql") }).catch(
    async (error) => {
      await lock.release();
      throw error;
    },
  );
  const stop = async () => {
    await cluster.stop();
    await lock.release();
  };
  try {
    const password = () => randomBytes(24).toString("hex");
    const passwords = { portal: password(), gateway: password(), testDrive: password() };
    const owner = withDatabase(cluster.superuserUrl, OWN_DATABASE);
    await prepare(cluster.superuserUrl, passwords);
    await migrateDatabase(owner);
    await migrateTestDriveAs(owner);
    return {
      urls: {
        owner,
        portal: cluster.urlFor(DATABASE_ROLES.portal, passwords.portal, OWN_DATABASE),
        gateway: cluster.urlFor(DATABASE_ROLES.gateway, passwords.gateway, OWN_DATABASE),
        testDrive: cluster.urlFor(DATABASE_ROLES.testDrive, passwords.testDrive, OWN_DATABASE),
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Test Drive's tables belong to the owner; its own log-in may use them and make none. */
async function migrateTestDriveAs(owner: string): Promise<void> {
  const database = openDatabase(owner, { max: 2, name: "gatehouse-migrate-test-drive" });
  try {
    await migrateTestDrive(database.$client);
    const role = DATABASE_ROLES.testDrive;
    await database.$client.query(`grant usage on schema test_drive to ${role}`);
    await database.$client.query(
      `grant select, insert, update, delete on all tables in schema test_drive to ${role}`,
    );
    await database.$client.query(`grant usage, select on all sequences in schema test_drive to ${role}`);
  } finally {
    await closeDatabase(database);
  }
}

async function prepare(superuserUrl: string, passwords: Passwords): Promise<void> {
  const maintenance: Database = openDatabase(superuserUrl, { max: 1, name: "gatehouse-prepare" });
  try {
    await createLogins(maintenance, {
      [DATABASE_ROLES.portal]: passwords.portal,
      [DATABASE_ROLES.gateway]: passwords.gateway,
      [DATABASE_ROLES.testDrive]: passwords.testDrive,
    });
    const exists = await maintenance.$client.query("select 1 from pg_database where datname = $1", [
      OWN_DATABASE,
    ]);
    if (exists.rowCount === 0) await maintenance.$client.query(`create database ${OWN_DATABASE}`);
  } finally {
    await closeDatabase(maintenance);
  }
}

export function withDatabase(superuserUrl: string, name: string): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  return url.href;
}
