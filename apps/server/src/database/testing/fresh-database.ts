import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** An empty database of a test file's own, in the run's cluster. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const superuserUrl = inject("superuserUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await execute(superuserUrl, `create database ${name}`);
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(superuserUrl, `drop database ${name} with (force)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
