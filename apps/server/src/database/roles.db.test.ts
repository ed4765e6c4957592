import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "./database.ts";
import { migrateDatabase } from "./migrate.ts";
import { createLogins, DATABASE_ROLES } from "./roles.ts";
import { freshDatabase } from "./testing/fresh-database.ts";

const PERMISSION_DENIED = "42501";

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let tables: readonly string[];
let gateway: pg.Client;
let portal: pg.Client;

beforeAll(async () => {
  fresh = await freshDatabase();
  const owner = openDatabase(fresh.url, { max: 1 });
  const password = randomBytes(24).toString("hex");
  await createLogins(owner, { [DATABASE_ROLES.gateway]: password, [DATABASE_ROLES.portal]: password });
  await migrateDatabase(fresh.url);
  const found = await owner.$client.query("select tablename from pg_tables where schemaname = 'public'");
  tables = found.rows.map((row: { tablename: string }) => row.tablename);
  await closeDatabase(owner);
  const connect = async (user: string) => {
    const url = Object.assign(new URL(fresh.url), { username: user, password });
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    return client;
  };
  gateway = await connect(DATABASE_ROLES.gateway);
  portal = await connect(DATABASE_ROLES.portal);
});
afterAll(async () => {
  await gateway?.end();
  await portal?.end();
  await fresh.drop();
});

/** What happened to a statement: "done", or PostgreSQL's code. */
async function attempt(client: pg.Client, statement: string): Promise<string> {
  await client.query("begin");
  try {
    await client.query(statement);
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query("rollback");
  }
}

test("a gateway reads the key book and its heartbeats, and no other table of the desk", async () => {
  expect(tables.length).toBeGreaterThan(10);
  for (const table of tables) {
    const readable = table === "key_book" || table === "gateway_heartbeats";
    expect([table, await attempt(gateway, `select * from ${table}`)]).toEqual([
      table,
      readable ? "done" : PERMISSION_DENIED,
    ]);
  }
});

test("a gateway changes nothing but heartbeats", async () => {
  for (const table of tables) {
    expect([table, await attempt(gateway, `delete from ${table}`)]).toEqual([table, PERMISSION_DENIED]);
    if (table === "gateway_heartbeats") continue;
    expect([table, await attempt(gateway, `insert into ${table} default values`)]).toEqual([
      table,
      PERMISSION_DENIED,
    ]);
  }
  expect(await attempt(gateway, "create table mine (id int)")).toBe(PERMISSION_DENIED);
});

test("the portal adds to the audit trail and can neither change nor remove what is there", async () => {
  expect(await attempt(portal, "select * from audit_entries")).toBe("done");
  for (const statement of [
    "update audit_entries set action = 'nothing'",
    "delete from audit_entries",
    "truncate audit_entries",
    "drop table audit_entries",
    "alter table audit_entries disable trigger all",
    "create table mine (id int)",
  ]) {
    expect([statement, await attempt(portal, statement)]).toEqual([statement, PERMISSION_DENIED]);
  }
});
