import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { freshDatabase } from "../database/testing/fresh-database.ts";
import { createApp } from "../http/create-app.ts";
import { createLog } from "./create-log.ts";

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
let lines: string[] = [];
const log = createLog("debug", { write: (line: string) => lines.push(line) });

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});
beforeEach(() => {
  lines = [];
});

const lastLine = () => JSON.parse(lines.at(-1) ?? "{}");

test("of a query that failed, neither its parameters nor what the database repeats of them are logged", async () => {
  const app = await createApp({
    log,
    production: false,
    trustProxy: false,
    ready: async () => [],
    identify: async () => undefined,
    rooms: [
      async (room) => {
        room.get("/fails", () => database.execute(sql`select ${"planted-secret"}::uuid`));
      },
    ],
  });
  const response = await app.inject({ url: "/api/v1/fails" });
  await app.close();
  expect(response.statusCode).toBe(500);
  expect(lines.join("")).not.toContain("planted");
  const { err, requestId } = lastLine();
  expect(requestId).toBe(response.headers["x-request-id"]);
  expect(err.cause).toMatchObject({ code: "22P02", at: expect.arrayContaining([expect.any(String)]) });
});

test("what this program itself says of an error is logged, and where it was", () => {
  log.error({ err: new Error("the lock is held") }, "failed");
  expect(lastLine().err).toMatchObject({ type: "Error", message: "the lock is held" });
  expect(lastLine().err.at[0]).toMatch(/apps\/server\/src\/roles\/create-log\.db\.test\.ts/);
});

test("what can't be parsed is not repeated, nor a message that has the look of a stack", () => {
  for (const failing of [
    () => JSON.parse("planted-text"),
    () => new URL("planted-text"),
    () => {
      throw Object.assign(new TypeError("planted\n    at planted (planted.ts:1:1)"), {
        stack: "TypeError: planted\n    at planted (planted.ts:1:1)\n    at JSON.parse (<anonymous>)",
      });
    },
  ]) {
    try {
      failing();
    } catch (error) {
      log.error(error);
      log.error({ err: error });
      log.error({ err: error }, (error as Error).message);
    }
  }
  expect(lines).toHaveLength(9);
  expect(lines.join("")).not.toContain("planted");
});

test("an error that nobody has caught ends the program, and says as little on the terminal", async () => {
  const program = `
    import { fail } from ${JSON.stringify(new URL("./run.ts", import.meta.url).href)};
    process.on("uncaughtException", fail);
    const { DrizzleQueryError } = await import("drizzle-orm");
    setTimeout(() => { throw new DrizzleQueryError("select 1", ["planted-secret"], new Error("planted-cause")); });
  `;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
  });
  const failed = await run.then(
    () => null,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failed?.code).toBe(1);
  expect(failed?.stderr).toContain("gatehouse: stopped by an unexpected error");
  expect(failed?.stderr).not.toContain("planted");
});
