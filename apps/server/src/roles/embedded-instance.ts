import { join } from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../database/embedded.ts";
import { lockDataFolder } from "../database/lock-data-folder.ts";

/** Name of Gatehouse's database in the embedded PostgreSQL. */
export const OWN_DATABASE = "gatehouse";

export interface EmbeddedInstance {
  readonly cluster: EmbeddedPostgres;
  /** Log-in of the database's owner. */
  readonly owner: string;
  stop(): Promise<void>;
}

/**
 * Claims the data folder and starts its PostgreSQL, with the database in it, which may still be empty.
 *
 * @throws {DataFolderInUse}
 */
export async function startEmbeddedInstance(dataDir: string): Promise<EmbeddedInstance> {
  const lock = await lockDataFolder(dataDir);
  const cluster = await startEmbeddedPostgres({ folder: join(dataDir, "postgresql") }).catch(
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
    await ensureDatabase(cluster.superuserUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  return { cluster, owner: ownerUrl(cluster), stop };
}

export function ownerUrl(cluster: EmbeddedPostgres): string {
  const url = new URL(cluster.superuserUrl);
  url.pathname = `/${OWN_DATABASE}`;
  return url.href;
}

async function ensureDatabase(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, application_name: "gatehouse-prepare" });
  await client.connect();
  try {
    const exists = await client.query("select 1 from pg_database where datname = $1", [OWN_DATABASE]);
    if (exists.rowCount === 0) await client.query(`create database ${OWN_DATABASE}`);
  } finally {
    await client.end();
  }
}
