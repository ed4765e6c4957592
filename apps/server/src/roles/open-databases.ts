import { randomBytes } from "node:crypto";
import { migrateTestDrive } from "@gatehouse/test-drive/database/migrate";
import type { Config } from "../config.ts";
import { closeDatabase, openDatabase } from "../database/database.ts";
import { migrateDatabase } from "../database/migrate.ts";
import { createLogins, DATABASE_ROLES } from "../database/roles.ts";
import { refuseUnfinishedRestore } from "../database/unfinished-restore.ts";
import { OWN_DATABASE, startEmbeddedInstance } from "./embedded-instance.ts";

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

type Passwords = Readonly<Record<keyof typeof DATABASE_ROLES, string>>;

/**
 * The external database of the settings, or an embedded one in the data folder, with its schema up to date. In the embedded one each role
 * has a log-in of its own, with a password of this start; in an external one the operator decides.
 */
export async function openDatabases(config: Config): Promise<OpenedDatabases> {
  if (config.databaseUrl !== null) {
    if (config.roles.has("portal") || config.roles.has("worker")) await migrateDatabase(config.databaseUrl);
    else await refuseUnfinished(config.databaseUrl);
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
  const { cluster, owner, stop } = await startEmbeddedInstance(config.dataDir);
  try {
    const password = () => randomBytes(24).toString("hex");
    const passwords = { portal: password(), gateway: password(), testDrive: password() };
    await makeLogins(owner, passwords);
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

async function refuseUnfinished(url: string): Promise<void> {
  const database = openDatabase(url, { max: 1, name: "gatehouse-look" });
  try {
    await refuseUnfinishedRestore(database);
  } finally {
    await closeDatabase(database);
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

async function makeLogins(owner: string, passwords: Passwords): Promise<void> {
  const database = openDatabase(owner, { max: 1, name: "gatehouse-prepare" });
  try {
    await createLogins(database, {
      [DATABASE_ROLES.portal]: passwords.portal,
      [DATABASE_ROLES.gateway]: passwords.gateway,
      [DATABASE_ROLES.testDrive]: passwords.testDrive,
    });
  } finally {
    await closeDatabase(database);
  }
}
