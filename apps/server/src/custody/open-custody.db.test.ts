import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { masterKeyPaths } from "./file-backend.ts";
import { fingerprintOf } from "./local-key.ts";
import { openCustody } from "./open-custody.ts";
import { openSharedSecrets } from "./shared-secrets.ts";
import { masterKeys } from "./tables.ts";

let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
let dataDir: string;
beforeAll(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});
beforeEach(async () => {
  await database.execute("delete from key_book");
  await database.delete(masterKeys);
  dataDir = await mkdtemp(join(tmpdir(), "gatehouse-custody-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

/** @returns the fingerprint of the master key that was made */
async function firstStart(): Promise<string> {
  await openCustody({ dataDir, masterKeys: [], token: null }, database);
  const [row] = await database.select().from(masterKeys);
  return row?.fingerprint ?? "";
}

test("the first start makes a master key, the next one finds it", async () => {
  const first = await openCustody({ dataDir, masterKeys: [], token: null }, database);
  const second = await openCustody({ dataDir, masterKeys: [], token: null }, database);
  expect(await second.unwrap(await first.wrap(Buffer.from("x"), "row"), "row")).toEqual(Buffer.from("x"));
});

test("over existing data a missing master key stops the start, and none is made", async () => {
  const masterKey = await firstStart();
  await rm(masterKeyPaths(dataDir).first);
  await expect(openCustody({ dataDir, masterKeys: [], token: null }, database)).rejects.toThrow(masterKey);
  await expect(openCustody({ dataDir, masterKeys: [], token: null }, database)).rejects.toThrow(
    /put it back/,
  );
});

test("over existing data another master key stops the start and both are named", async () => {
  const masterKey = await firstStart();
  await writeFile(masterKeyPaths(dataDir).first, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  await expect(openCustody({ dataDir, masterKeys: [], token: null }, database)).rejects.toThrow(masterKey);
});

test("programs that start at once share one set of secrets", async () => {
  const custody = await openCustody({ dataDir, masterKeys: [], token: null }, database);
  const all = await Promise.all(Array.from({ length: 8 }, () => openSharedSecrets(database, custody)));
  expect(new Set(all.map((secrets) => secrets["token-seal"].toString("hex"))).size).toBe(1);
  expect(new Set(all.map((secrets) => secrets["secret-pepper"].toString("hex"))).size).toBe(1);
});

test("of several master keys in the environment the first one is taken, and the others are at hand", async () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const custody = await openCustody({ dataDir, masterKeys: [first, second], token: null }, database);
  expect((await custody.wrap(Buffer.from("x"), "row")).masterKey).toBe(fingerprintOf(first));
  expect((await custody.ring.held()).map((key) => key.fingerprint)).toEqual(
    [first, second].map(fingerprintOf),
  );
});

test("a key that goes by the right name and is another one stops the start", async () => {
  await firstStart();
  const [row] = await database.select().from(masterKeys);
  if (!row?.checkValue) throw new Error("there is no check value");
  const changed = { ...row.checkValue, wrapped: `${row.checkValue.wrapped.slice(0, -8)}AAAAAAA=` };
  await database.update(masterKeys).set({ checkValue: changed });
  await expect(openCustody({ dataDir, masterKeys: [], token: null }, database)).rejects.toThrow(
    /doesn't open/,
  );
});

test("a database from before check values gets one at the next start", async () => {
  await firstStart();
  await database.update(masterKeys).set({ checkValue: null });
  await openCustody({ dataDir, masterKeys: [], token: null }, database);
  const [row] = await database.select().from(masterKeys);
  expect(row?.checkValue?.masterKey).toBe(row?.fingerprint);
});
