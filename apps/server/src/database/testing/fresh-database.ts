import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { execute } from "./execute.ts";

interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of a test file's own, in the run's cluster. */
export function freshDatabase(): Promise<TestDatabase> {
  return createDatabase("template1");
}

/** As `freshDatabase`, with this version's schema: a copy of one that was migrated when the run began, which takes a tenth of the time. */
export function migratedDatabase(): Promise<TestDatabase> {
  return createDatabase(inject("migratedTemplate"));
}

/**
 * A database of a test file's own that begins as a copy of another, which nobody is logged in to. Its files are copied, not its pages by way of
 * the write-ahead log: half the time, where nothing has to outlast a crash.
 */
export async function createDatabase(
  template: string,
  name = `test_${randomBytes(8).toString("hex")}`,
): Promise<TestDatabase> {
  const superuserUrl = inject("superuserUrl");
  await execute(superuserUrl, `create database ${name} template ${template} strategy file_copy`);
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(superuserUrl, `drop database ${name} with (force)`) };
}
