import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { EnvironmentEntry } from "./entries.ts";
import { liveGateways } from "./in-force.ts";
import { publish } from "./publish.ts";
import { databaseKeyBookSource } from "./source.ts";

let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
beforeAll(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url, { max: 20 });
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});

function environment(id: string): EnvironmentEntry {
  return {
    kind: "environment",
    id,
    projectId: "project",
    type: "sandbox",
    plan: "test-drive",
    status: "active",
    upstream: { kind: "test-drive" },
    payload: {
      policy: "mirror",
      requestField: "encryptedData",
      responseField: "encryptedData",
      fieldLevel: true,
    },
  };
}

test("a reader that has seen number N never meets a change with a lower number later, whatever commits at once", async () => {
  const source = databaseKeyBookSource(database, null);
  const seen: number[] = [];
  let writing = true;
  const reader = (async () => {
    while (writing || (await source.changesAfter(seen.at(-1) ?? 0, 1)).length > 0) {
      for (const change of await source.changesAfter(seen.at(-1) ?? 0, 1_000)) seen.push(change.number);
    }
  })();
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      inTransaction(database, async (tx) => {
        await tx.execute(`select pg_sleep(${(index % 7) * 0.002})`);
        await publish(tx, [environment(`a${index}`), environment(`b${index}`)]);
      }),
    ),
  );
  writing = false;
  await reader;
  expect(seen).toHaveLength(120);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(new Set(seen).size).toBe(120);
});

test("a transaction that is rolled back publishes nothing", async () => {
  const source = databaseKeyBookSource(database, null);
  const before = await source.changesAfter(0, 10_000);
  await expect(
    inTransaction(database, async (tx) => {
      await publish(tx, [environment("never")]);
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  expect(await source.changesAfter(0, 10_000)).toEqual(before);
});

test("a thing that is gone stays as a tombstone with a new number", async () => {
  await inTransaction(database, (tx) => publish(tx, [environment("leaving")]));
  const number = await inTransaction(database, (tx) => publish(tx, [{ gone: "environment", id: "leaving" }]));
  const source = databaseKeyBookSource(database, null);
  expect(await source.changesAfter(number - 1, 10)).toEqual([
    { number, kind: "environment", id: "leaving", entry: null },
  ]);
});

test("one thing is read by its kind and id, as it is now, and a gone one as nothing", async () => {
  const source = databaseKeyBookSource(database, null);
  await inTransaction(database, (tx) => publish(tx, [environment("one"), environment("another")]));
  expect(await source.entry("environment", "one")).toEqual(environment("one"));
  expect(await source.entry("credential", "one")).toBeNull();
  await inTransaction(database, (tx) => publish(tx, [{ gone: "environment", id: "one" }]));
  expect(await source.entry("environment", "one")).toBeNull();
});

test("a wake-up arrives at a listening source", async () => {
  const source = databaseKeyBookSource(database, fresh.url);
  let wakes = 0;
  const woken = new Promise<void>((resolve) => {
    source.onWake(() => {
      wakes += 1;
      if (wakes === 1) void inTransaction(database, (tx) => publish(tx, [environment("loud")]));
      if (wakes === 2) resolve();
    });
  });
  await woken;
  await source.close();
  expect(wakes).toBeGreaterThanOrEqual(2);
});

const GATE = { gateway: "gate-1", instance: "one", isFirst: false };

test("a heartbeat keeps the moment at which a number was first applied", async () => {
  const source = databaseKeyBookSource(database, null);
  const seen = async () => (await liveGateways(database))[0];
  await source.heartbeat({ ...GATE, applied: 7, masterKeys: [] });
  const first = await seen();
  await source.heartbeat({ ...GATE, applied: 7, masterKeys: ["0123456789abcdef"] });
  expect(await seen()).toEqual({ ...first, masterKeys: ["0123456789abcdef"] });
  await source.heartbeat({ ...GATE, applied: 8, masterKeys: [] });
  expect((await seen())?.appliedAt.getTime()).toBeGreaterThan(first?.appliedAt.getTime() ?? 0);
});

test("a program that starts takes its gateway's name over, and who had it is told so and hides nothing", async () => {
  const source = databaseKeyBookSource(database, null);
  const beat = (instance: string, isFirst: boolean, applied: number) =>
    source.heartbeat({ gateway: "gate-2", instance, isFirst, applied, masterKeys: [] });
  const seen = async () =>
    (await liveGateways(database)).filter(({ name }) => name === "gate-2").map(({ applied }) => applied);
  expect([await beat("one", true, 1), await beat("one", false, 2), await seen()]).toEqual([true, true, [2]]);
  expect([await beat("two", true, 1), await seen()]).toEqual([true, [1]]);
  expect([await beat("one", false, 3), await seen()]).toEqual([false, [1]]);
  expect([await beat("two", false, 3), await seen()]).toEqual([true, [3]]);
  await database.execute("delete from gateway_heartbeats where gateway = 'gate-2'");
});

test("a gateway that hasn't been heard of for a minute, by the database's clock, is gone", async () => {
  const source = databaseKeyBookSource(database, null);
  await source.heartbeat({ ...GATE, applied: 8, masterKeys: [] });
  await database.execute("update gateway_heartbeats set at = now() - interval '59 s'");
  expect(await liveGateways(database)).toHaveLength(1);
  await database.execute("update gateway_heartbeats set at = now() - interval '61 s'");
  expect(await liveGateways(database)).toEqual([]);
});
