import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Config, loadConfig } from "../config.ts";
import { type OpenedCustody, openCustody } from "../custody/open-custody.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { startEmbeddedPostgres } from "../database/embedded.ts";
import { DataFolderInUse } from "../database/lock-data-folder.ts";
import { requireThisSchema } from "../database/migrate.ts";
import { ownerUrl, startEmbeddedInstance } from "../roles/embedded-instance.ts";
import { UpkeepError } from "./upkeep-error.ts";

/** A Gatehouse as its keeper sees it, running or not: the owner's log-in to its database, and its custody. */
export interface Instance {
  readonly config: Config;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly custody: OpenedCustody;
  close(): Promise<void>;
}

/**
 * Opens the Gatehouse of the settings. An embedded database that runs is joined and left running; one that doesn't is started for the
 * time being, and nobody else can start it meanwhile.
 *
 * @param environment the settings, as the program takes them
 * @throws {UpkeepError} there is no Gatehouse
 * @throws {CustodyError} its master key isn't at hand
 */
export async function openInstance(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Instance> {
  const config = loadConfig(environment);
  await requireOwner(config.dataDir);
  const { url, stop } = await ownDatabase(config);
  const database = openDatabase(url, { max: 4, name: "gatehouse-upkeep" });
  const closeAll = async () => {
    await closeDatabase(database);
    await stop();
  };
  try {
    await requireThisSchema(database);
    const custody = await openCustody(config, database);
    return {
      config,
      database,
      databaseUrl: url,
      custody,
      async close() {
        await custody.close();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** As another user, root above all, this would leave files behind that the program can't read. */
async function requireOwner(dataDir: string): Promise<void> {
  const owner = await stat(dataDir).then(
    ({ uid }) => uid,
    () => null,
  );
  const self = process.getuid?.();
  if (owner === null || self === undefined || owner === self) return;
  throw new UpkeepError(`${dataDir} belongs to user ${owner}, and this is user ${self}: run it as that user`);
}

/** Log-in of the database's owner. */
export async function ownDatabase(config: Config): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, stop: async () => undefined };
  const folder = join(config.dataDir, "postgresql");
  await access(join(folder, "superuser-password")).catch(() => {
    throw new UpkeepError(
      `there is no Gatehouse in ${config.dataDir}: set GATEHOUSE_DATA_DIR or DATABASE_URL as the program has it`,
    );
  });
  try {
    const { owner, stop } = await startEmbeddedInstance(config.dataDir);
    return { url: owner, stop };
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
    // The program runs: this finds its PostgreSQL.
    return { url: ownerUrl(await startEmbeddedPostgres({ folder })), stop: async () => undefined };
  }
}
