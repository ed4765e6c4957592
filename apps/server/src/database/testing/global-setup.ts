import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../embedded.ts";
import { migrateDatabase } from "../migrate.ts";
import { execute } from "./execute.ts";

const TEMPLATE = "migrated";

declare module "vitest" {
  interface ProvidedContext {
    superuserUrl: string;
    /** Name of a database to copy, which nobody logs in to. */
    migratedTemplate: string;
    /** For what test files hand to each other; gone with the run. */
    runFolder: string;
  }
}

/** One throw-away cluster for a test run, whichever of its projects comes first; each test file makes its own database in it. */
export default async function setUp({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if ("runFolder" in vitest.getProvidedContext()) return;
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-postgres-"));
  const runFolder = await mkdtemp(join(tmpdir(), "gatehouse-run-"));
  // The database's own user goes through it to clusters that are made once in a run.
  await chmod(runFolder, 0o711);
  const cluster = await startEmbeddedPostgres({ folder, durable: false });
  const template = new URL(cluster.superuserUrl);
  template.pathname = `/${TEMPLATE}`;
  await execute(cluster.superuserUrl, `create database ${TEMPLATE}`);
  await migrateDatabase(template.href);
  vitest.provide("superuserUrl", cluster.superuserUrl);
  vitest.provide("migratedTemplate", TEMPLATE);
  vitest.provide("runFolder", runFolder);
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(runFolder, { recursive: true, force: true });
  };
}
