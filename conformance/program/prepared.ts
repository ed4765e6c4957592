import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import {
  createDatabase,
  type migratedDatabase,
} from "../../apps/server/src/database/testing/fresh-database.ts";
import { onceInRun } from "../../apps/server/src/database/testing/once-in-run.ts";
import { freshDataDir, startGatehouse } from "./start-gatehouse.ts";

type DataDir = Awaited<ReturnType<typeof freshDataDir>>;

/**
 * A data folder as a program's first start leaves it, with cluster, master key and issuing authority. A first start is two seconds of work:
 * where it isn't what is tested, one serves a whole run.
 */
export async function preparedDataDir(): Promise<DataDir> {
  const prepared = await onceInRun("data-folder", async (folder) => {
    const gatehouse = await startGatehouse(folder);
    await gatehouse.stop();
  });
  const data = await freshDataDir();
  // Files of the cluster belong to the database's own user, which a copy by Node.js would not keep.
  await promisify(execFile)("cp", ["-a", `${prepared}/.`, data.path]);
  return data;
}

/** The same on a database of the run's cluster, for programs that are told where it is. */
export async function preparedInstance(): Promise<{
  readonly data: DataDir;
  readonly database: Awaited<ReturnType<typeof migratedDatabase>>;
}> {
  const name = "prepared";
  const prepared = await onceInRun("instance", async (folder) => {
    const template = await createDatabase(inject("migratedTemplate"), name);
    const gatehouse = await startGatehouse(folder, { DATABASE_URL: template.url });
    await gatehouse.stop();
  });
  const data = await freshDataDir();
  await cp(join(prepared, "master-key"), join(data.path, "master-key"));
  return { data, database: await createDatabase(name) };
}
