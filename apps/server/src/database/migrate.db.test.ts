import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "./database.ts";
import { migrateDatabase, SchemaError } from "./migrate.ts";
import { freshDatabase } from "./testing/fresh-database.ts";

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(() => fresh.drop());

test("many programs that start at once migrate once", async () => {
  await Promise.all(Array.from({ length: 6 }, () => migrateDatabase(fresh.url)));
  const database = openDatabase(fresh.url, { max: 1 });
  const rows = await database.execute<{ runs: string; names: string }>(
    sql`select count(*) as runs, count(distinct hash) as names from drizzle.__drizzle_migrations`,
  );
  await closeDatabase(database);
  expect(rows.rows[0]?.runs).toBe(rows.rows[0]?.names);
});

test("a schema that a newer version has made is refused and left as it is", async () => {
  await migrateDatabase(fresh.url);
  const database = openDatabase(fresh.url, { max: 1 });
  await database.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('from the future', 99999999999999)`,
  );
  await closeDatabase(database);
  await expect(migrateDatabase(fresh.url)).rejects.toThrow(SchemaError);
});
