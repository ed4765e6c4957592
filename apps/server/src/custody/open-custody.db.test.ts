import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migrateDatabase } from "../database/migrate.ts";
import { freshDatabase } from "../database/testing/fresh-database.ts";
import { masterKeyPath, openCustody } from "./open-custody.ts";
import { openSharedSecrets } from "./shared-secrets.ts";
import { masterKeys } from "./tables.ts";

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
let dataDir: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  await migrateDatabase(fresh.url);
  database = openDatabase(fresh.url);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});
beforeEach(async () => {
  await database.delete(masterKeys);
  dataDir = await mkdtemp(join(tmpdir(), "gatehouse-custody-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

test("the first start makes a master key, the next one finds it", async () => {
  const first = await openCustody({ dataDir, masterKey: null }, database);
  const second = await openCustody({ dataDir, masterKey: null }, database);
  expect(second.masterKey).toBe(first.masterKey);
  expect(await second.unwrap(await first.wrap(Buffer.from("x"), "row"), "row")).toEqual(Buffer.from("x"));
});

test("over existing data a missing master key stops the start, and none is made", async () => {
  const custody = await openCustody({ dataDir, masterKey: null }, database);
  await rm(masterKeyPath(dataDir));
  await expect(openCustody({ dataDir, masterKey: null }, database)).rejects.toThrow(custody.masterKey);
  await expect(openCustody({ dataDir, masterKey: null }, database)).rejects.toThrow(/put it back/);
});

test("over existing data another master key stops the start and both are named", async () => {
  const custody = await openCustody({ dataDir, masterKey: null }, database);
  await writeFile(masterKeyPath(dataDir), `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  await expect(openCustody({ dataDir, masterKey: null }, database)).rejects.toThrow(custody.masterKey);
});

test("programs that start at once share one set of secrets", async () => {
  const custody = await openCustody({ dataDir, masterKey: null }, database);
  const all = await Promise.all(Array.from({ length: 8 }, () => openSharedSecrets(database, custody)));
  expect(new Set(all.map((secrets) => secrets["token-seal"].toString("hex"))).size).toBe(1);
  expect(new Set(all.map((secrets) => secrets["secret-pepper"].toString("hex"))).size).toBe(1);
});
