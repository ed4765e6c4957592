import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "./database.ts";
import { freshDatabase } from "./testing/fresh-database.ts";

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});

test("a connection that breaks between two statements of a transaction ends the transaction, not the program", async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", note);
  try {
    const broken = database.transaction(async (tx) => {
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await database.execute(sql`select pg_terminate_backend(${rows[0]?.pid}::integer, 5000)`);
      // The server has said goodbye; it is read in one of the next turns of the loop, when no statement waits for an answer.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await tx.execute(sql`select 1`);
    });
    await expect(broken).rejects.toThrow();
    expect(uncaught).toEqual([]);
  } finally {
    process.off("uncaughtException", note);
    for (const listener of others) process.on("uncaughtException", listener);
  }
  expect((await database.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
});
