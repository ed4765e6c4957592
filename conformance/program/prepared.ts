import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { createDatabase, migratedDatabase } from "../../apps/server/src/database/testing/fresh-database.ts";
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

/** What a program starts on, and the settings that say so. */
export interface Instance {
  /** Of the data folder. */
  readonly path: string;
  readonly settings: { readonly DATABASE_URL: string };
  remove(): Promise<void>;
}

/** A data folder that a program has never been started on, and a database of the run's cluster: one of its own is half of a start's work. */
export async function freshInstance(): Promise<Instance> {
  return instanceOf(await freshDataDir(), await migratedDatabase());
}

/** As a program's first start leaves it, otherwise the same. */
export async function preparedInstance(): Promise<Instance> {
  const name = "prepared";
  const prepared = await onceInRun("instance", async (folder) => {
    const template = await createDatabase(inject("migratedTemplate"), name);
    const gatehouse = await startGatehouse(folder, { DATABASE_URL: template.url });
    await gatehouse.stop();
  });
  const data = await freshDataDir();
  await cp(join(prepared, "master-key"), join(data.path, "master-key"));
  return instanceOf(data, await createDatabase(name));
}

function instanceOf(data: DataDir, database: Awaited<ReturnType<typeof migratedDatabase>>): Instance {
  return {
    path: data.path,
    settings: { DATABASE_URL: database.url },
    async remove() {
      await database.drop();
      await data.remove();
    },
  };
}
