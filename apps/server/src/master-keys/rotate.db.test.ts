import { rename } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secondFactorContext } from "../accounts/second-factor/holder.ts";
import { secondFactors } from "../accounts/tables.ts";
import { signHeads } from "../audit/sign-heads.ts";
import { auditEntries } from "../audit/tables.ts";
import { masterKeyPaths } from "../custody/file-backend.ts";
import type { OpenedCustody } from "../custody/open-custody.ts";
import { reportHeld } from "../custody/report-held.ts";
import { custodyPrograms, masterKeys } from "../custody/tables.ts";
import { violatedConstraint } from "../database/transaction.ts";
import { clientEncryptionKeys } from "../encryption-keys/tables.ts";
import { databaseKeyBookSource } from "../key-book/source.ts";
import { gatewayHeartbeats, keyBook } from "../key-book/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { announceMasterKey, withdrawMasterKey } from "./announce.ts";
import { examineCustody } from "./examine.ts";
import { HOLDERS } from "./holders.ts";
import { retireMasterKey } from "./retire.ts";
import { openAll, rewrapAll } from "./rewrap.ts";
import { carryOnRotation } from "./rotate.ts";

let desk: TestDesk;
/** The first master key is the environment's; there is room for files beside it. */
let custody: OpenedCustody;
let by: { origin: Parameters<typeof announceMasterKey>[1]["origin"]; now: Date };

beforeAll(async () => {
  desk = await openTestDesk();
  custody = desk.custody;
  by = {
    origin: { accountId: null, actor: "olga@example.test", address: "192.0.2.1", requestId: "r" },
    now: new Date(),
  };
});
afterAll(() => desk.close());

const state = async () =>
  Object.fromEntries(
    (await desk.database.select().from(masterKeys)).map((row) => [row.state, row.fingerprint]),
  );
const carryOn = (at = new Date()) => carryOnRotation({ database: desk.database, custody }, at);
const announce = (to: "file" | "environment" | "pkcs11" | null = "file") =>
  announceMasterKey({ database: desk.database, custody }, by, to);

async function newProject() {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  return { ada, at: `/api/v1/projects/${body.project.id}`, environment: body.project.environments[0] };
}

test("every column that names a master key has a holder, and every holder has such a column", async () => {
  const columns = await desk.database.execute<{ name: string }>(sql`
    select c.conrelid::regclass::text || '.' || a.attname as name
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.contype = 'f' and c.confrelid = 'master_keys'::regclass`);
  const named = columns.rows.map(({ name }) => name.replace(/_master$/, "")).sort();
  expect(named).toEqual(HOLDERS.map(({ name }) => name).sort());
});

test("no wrapped value is in a column that doesn't name its master key", async () => {
  const { ada, at } = await newProject();
  const { body } = await desk.post(`${at}/webhooks`, { url: "https://hooks.example" }, ada);
  await desk.post(`${at}/webhooks/${body.webhook.id}/rotate`, {}, ada);
  await desk.database.insert(secondFactors).values({
    id: ada.id,
    secret: await custody.wrap(Buffer.alloc(20, 1), secondFactorContext(ada.id)),
    createdAt: new Date(),
    lastStep: 0,
  });
  await signHeads(desk.database, desk.custody, new Date());
  const columns = await desk.database.execute<{ table: string; column: string }>(sql`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'jsonb'`);
  const holding: string[] = [];
  for (const { table, column } of columns.rows) {
    const found = await desk.database.execute(
      sql`select 1 from ${sql.identifier(table)} where ${sql.identifier(column)}::text like '%"wrapped": %' limit 1`,
    );
    if (found.rows.length > 0) holding.push(`${table}.${column}`);
  }
  // The check value of a master key is no value that needs it.
  expect(holding.sort()).toEqual([...HOLDERS.map(({ name }) => name), "master_keys.check_value"].sort());
});

test("after a rotation everything opens under the new key, and nothing needs the old one", async () => {
  const { ada, at, environment } = await newProject();
  const before = await state();
  const to = await announce();
  expect(await carryOn()).toEqual({ step: "retired", from: before.current, to });
  expect(await state()).toEqual({ current: to });
  const examined = await examineCustody({ database: desk.database, custody });
  expect(examined).toMatchObject({ well: true, unopened: [], away: [] });
  expect(examined.keys.find((key) => key.fingerprint === to)?.values).toBeGreaterThan(5);
  expect(examined.keys.find((key) => key.fingerprint === before.current)).toMatchObject({
    state: "retired",
    values: 0,
  });
  const shown = await desk.post(`${at}/credentials/${environment.credentials[0].id}/reveal`, {}, ada);
  expect(shown.status).toBe(200);
  const actions = (
    await desk.database
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.chain, "operations"))
      .orderBy(auditEntries.number)
  )
    .map(({ action }) => action)
    .filter((action) => action.startsWith("master-key."));
  expect(actions).toEqual(["master-key.announced", "master-key.current", "master-key.retired"]);
});

test("gateways are told of every rewrapped key in the same transaction", async () => {
  await newProject();
  await announce();
  await carryOn();
  const { current } = await state();
  const keys = await desk.database.select().from(clientEncryptionKeys);
  const published = await desk.database
    .select()
    .from(keyBook)
    .where(eq(keyBook.kind, "client-encryption-key"));
  expect(published.length).toBe(keys.length);
  for (const { entry } of published) {
    expect(entry?.kind === "client-encryption-key" && entry.privateKey?.masterKey).toBe(current);
  }
});

test("nothing is wrapped under a new key before every live gateway has it at hand", async () => {
  const source = databaseKeyBookSource(desk.database, null);
  const beat = (masterKeys: string[]) =>
    source.heartbeat({ gateway: "far-away", instance: "one", isFirst: true, applied: 1_000_000, masterKeys });
  const { current } = await state();
  await beat([current ?? ""]);
  const to = await announce();
  expect(await carryOn()).toEqual({ step: "announced", to, lacking: ["far-away"] });
  await newProject();
  expect(await state()).toEqual({ current, announced: to });
  await beat([current ?? "", to]);
  expect(await carryOn()).toMatchObject({ step: "retired", to });
  await desk.database.delete(gatewayHeartbeats);
});

test("the old key is not retired before every live gateway knows the new values", async () => {
  await newProject();
  const source = databaseKeyBookSource(desk.database, null);
  const from = (await state()).current;
  const to = await announce();
  const beat = (applied: number) =>
    source.heartbeat({ gateway: "slow", instance: "one", isFirst: true, applied, masterKeys: [to] });
  await beat(1);
  expect(await carryOn()).toEqual({ step: "rewrapped", from, to, behind: ["slow"] });
  expect(await state()).toEqual({ previous: from, current: to });
  await beat(1_000_000);
  expect(await carryOn()).toMatchObject({ step: "retired" });
  await desk.database.delete(gatewayHeartbeats);
});

test("a portal or worker elsewhere that lacks the new key keeps the rotation from going on", async () => {
  const { current } = await state();
  await reportHeld(desk.database, "elsewhere", [current ?? ""]);
  const to = await announce();
  expect(await carryOn()).toEqual({ step: "announced", to, lacking: ["elsewhere"] });
  await reportHeld(desk.database, "elsewhere", [current ?? "", to]);
  expect(await carryOn()).toMatchObject({ step: "retired", to });
  await desk.database.delete(custodyPrograms);
});

test("a new key whose file is gone never becomes the one thing that opens everything", async () => {
  const from = (await state()).current;
  const to = await announce();
  const file = join(masterKeyPaths(desk.dataDir).folder, to);
  expect((await custody.ring.held()).map(({ fingerprint }) => fingerprint)).toContain(to);
  await rename(file, `${file}.away`);
  expect(await carryOn()).toEqual({ step: "not-at-hand", from: null, to });
  expect(await state()).toEqual({ current: from, announced: to });
  await rename(`${file}.away`, file);
  expect(await carryOn()).toMatchObject({ step: "retired", from, to });
});

test("a withdrawn key, which others may have seen, is not taken by the next rotation", async () => {
  const withdrawn = await announce();
  await withdrawMasterKey(desk.database, by);
  expect(await announce()).not.toBe(withdrawn);
  await withdrawMasterKey(desk.database, by);
});

test("where it isn't said, the new key is made where the current one is now, whatever was written down", async () => {
  await desk.database.update(masterKeys).set({ backend: "environment", checkValue: null });
  await announce(null);
  expect(
    (await desk.database.select().from(masterKeys).where(eq(masterKeys.state, "announced")))[0]?.backend,
  ).toBe("file");
  expect(await carryOn()).toMatchObject({ step: "retired" });
});

test("a key that is wrapped just before the new key is current and stored just after the walk is no damaged value", async () => {
  const before = await state();
  const old = await custody.ring.find(before.current ?? "");
  const to = await announce();
  await desk.database.transaction(async (tx) => {
    await tx.execute(sql`update master_keys set state = 'previous' where fingerprint = ${before.current}`);
    await tx.execute(sql`update master_keys set state = 'current' where fingerprint = ${to}`);
  });
  await rewrapAll(
    { database: desk.database, ring: custody.ring, holders: HOLDERS },
    before.current ?? "",
    to,
  );
  const [key] = await desk.database.select().from(clientEncryptionKeys).limit(1);
  const fresh = await custody.ring.find(to);
  const context = `client-encryption-key:${key?.id}`;
  const value = await fresh.unwrap(key?.privateKey ?? { masterKey: "", wrapped: "" }, context);
  await desk.database
    .update(clientEncryptionKeys)
    .set({ privateKey: await old.wrap(value, context) })
    .where(eq(clientEncryptionKeys.id, key?.id ?? ""));
  expect(await openAll({ database: desk.database, ring: custody.ring, holders: HOLDERS }, to)).toEqual([]);
  expect(await retireMasterKey(desk.database, before.current ?? "", new Date())).toBe(false);
  expect(await carryOn()).toMatchObject({ step: "retired", to });
});

test("a row that needs the old key keeps it from being retired, whatever the program believes", async () => {
  await newProject();
  const { current } = await state();
  await announce();
  await desk.database
    .update(masterKeys)
    .set({ state: "previous" })
    .where(eq(masterKeys.fingerprint, current ?? ""));
  expect(await retireMasterKey(desk.database, current ?? "", new Date())).toBe(false);
  expect(await state()).toMatchObject({ previous: current });
  await desk.database
    .update(masterKeys)
    .set({ state: "current" })
    .where(eq(masterKeys.fingerprint, current ?? ""));
  await withdrawMasterKey(desk.database, by);
});

test("a value under a master key that the database doesn't know is refused by it", async () => {
  await newProject();
  const [key] = await desk.database.select().from(clientEncryptionKeys).limit(1);
  const foreign = { masterKey: "ffffffffffffffff", wrapped: "AAAA" };
  const refused = await desk.database
    .update(clientEncryptionKeys)
    .set({ privateKey: foreign })
    .where(eq(clientEncryptionKeys.id, key?.id ?? ""))
    .catch(violatedConstraint);
  expect(refused).toBe("client_encryption_keys_private_key_master_fkey");
});

test("one damaged value stops the rotation with its name, keeps the old key, and loses nothing else", async () => {
  await newProject();
  const from = (await state()).current;
  const [key] = await desk.database.select().from(clientEncryptionKeys).limit(1);
  const good = key?.privateKey;
  if (key === undefined || !good) throw new Error("there is no key");
  const broken = { ...good, wrapped: `${good.wrapped.slice(0, -8)}AAAAAAA=` };
  const put = (privateKey: typeof good) =>
    desk.database.update(clientEncryptionKeys).set({ privateKey }).where(eq(clientEncryptionKeys.id, key.id));
  await put(broken);
  const to = await announce();
  expect(await carryOn()).toMatchObject({
    step: "stuck",
    unopened: [{ holder: "client_encryption_keys.private_key", id: key.id }],
  });
  expect(await state()).toEqual({ previous: from, current: to });
  await put(good);
  expect(await carryOn()).toMatchObject({ step: "retired", from, to });
});

test("a second rotation waits for the end of the first, also when both begin at once", async () => {
  const both = await Promise.allSettled([announce(), announce()]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(announce()).rejects.toThrow(/under way already/);
  await withdrawMasterKey(desk.database, by);
  expect(Object.keys(await state())).toEqual(["current"]);
});

test("two programs may carry a rotation on at once", async () => {
  await Promise.all(Array.from({ length: 3 }, newProject));
  const to = await announce();
  const both = await Promise.all([carryOn().catch(String), carryOn().catch(String)]);
  for (let n = 0; n < 5 && (await state()).current !== to; n += 1) await carryOn();
  for (let n = 0; n < 5 && (await state()).previous !== undefined; n += 1) await carryOn();
  expect(await state()).toEqual({ current: to });
  expect(await examineCustody({ database: desk.database, custody })).toMatchObject({ well: true });
  expect(both.length).toBe(2);
});

test("keys that are made while a rotation goes on are under one of both keys, and in the end under the new one", async () => {
  const to = await announce();
  const making = (async () => {
    for (let n = 0; n < 6; n += 1) await newProject();
  })();
  for (let ended = false; !ended; ) {
    const rotation = await carryOn();
    ended = rotation.step === "retired" || rotation.step === "none";
  }
  await making;
  await carryOn();
  expect(await state()).toEqual({ current: to });
  const examined = await examineCustody({ database: desk.database, custody });
  expect(examined.keys.filter(({ values }) => values > 0).map(({ fingerprint }) => fingerprint)).toEqual([
    to,
  ]);
  expect(examined.well).toBe(true);
});

test("where no new key can come from, what to do is said", async () => {
  await expect(announce("environment")).rejects.toThrow(/openssl rand -hex 32/);
  await expect(announce("pkcs11")).rejects.toThrow(/GATEHOUSE_PKCS11_LIBRARY/);
});
