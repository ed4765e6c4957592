import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { startEmbeddedPostgres } from "../database/embedded.ts";
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

const DATABASE = "gatehouse";

/**
 * The external database of the settings, or an embedded one in the data folder, with its schema up to date. In the embedded one each role
 * has a log-in of its own, with a password of this start; in an external one the operator decides (docs/operating.md).
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
  const cluster = await startEmbeddedPostgres({ folder: join(config.dataDir, "postgresql") });
  try {
    const passwords = {
      [DATABASE_ROLES.portal]: password(),
      [DATABASE_ROLES.gateway]: password(),
      [DATABASE_ROLES.testDrive]: password(),
    };
    await prepare(cluster.superuserUrl, passwords);
    const owner = withDatabase(cluster.superuserUrl);
    await migrateDatabase(owner);
    const url = (role: string) => cluster.urlFor(role, passwords[role] ?? "", DATABASE);
    return {
      urls: {
        owner,
        portal: url(DATABASE_ROLES.portal),
        gateway: url(DATABASE_ROLES.gateway),
        testDrive: url(DATABASE_ROLES.testDrive),
      },
      stop: () => cluster.stop(),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function prepare(superuserUrl: string, passwords: Readonly<Record<string, string>>): Promise<void> {
  const maintenance: Database = openDatabase(superuserUrl, { max: 1, name: "gatehouse-prepare" });
  try {
    await createLogins(maintenance, passwords);
    const exists = await maintenance.$client.query("select 1 from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (exists.rowCount === 0) await maintenance.$client.query(`create database ${DATABASE}`);
  } finally {
    await closeDatabase(maintenance);
  }
}

function withDatabase(superuserUrl: string): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}

function password(): string {
  return randomBytes(24).toString("hex");
}
