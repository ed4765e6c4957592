import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../embedded.ts";

declare module "vitest" {
  interface ProvidedContext {
    superuserUrl: string;
  }
}

/** One throw-away cluster for a test run; each test file makes its own database in it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-postgres-"));
  const cluster = await startEmbeddedPostgres({ folder, durable: false });
  project.provide("superuserUrl", cluster.superuserUrl);
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
