import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../../config.ts";
import { type OpenedCustody, openCustody } from "../../custody/open-custody.ts";
import { closeDatabase, openDatabase } from "../../database/database.ts";
import { migrateDatabase } from "../../database/migrate.ts";
import { applySteps, knownMigrations } from "../../database/schema-steps.ts";
import { freshDatabase } from "../../database/testing/fresh-database.ts";
import { newRequest, openTestDesk, type TestDesk } from "../../onboarding/testing/open-desk.ts";
import { decrypted, encrypted } from "./age-file.ts";
import { backUpDatabase } from "./back-up.ts";
import { connect } from "./connect.ts";
import type { BackupHeader } from "./format.ts";
import { type Restored, readHeader, restoreDatabase } from "./restore.ts";
import { TextReader } from "./text-reader.ts";
import { writeText } from "./write-text.ts";

const settings = loadConfig({ GATEHOUSE_MASTER_KEY: randomBytes(32).toString("hex") });

let folder: string;
let desk: TestDesk;
let custody: OpenedCustody;
let recipient: string;
let identityFile: string;
const passphraseFile = () => join(folder, "passphrase");
/** Of the desk, to the recipient. */
let file: string;
let header: BackupHeader;
const drops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-backup-"));
  const identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  identityFile = join(folder, "identity");
  await writeFile(identityFile, `# created: today\n# public key: ${recipient}\n${identity}\n`);
  await writeFile(passphraseFile(), "velvet orbit canyon marble tulip seven\n");
  desk = await openTestDesk(async (database) => {
    custody = await openCustody(settings, database);
    return custody;
  });
  const ada = await desk.join();
  for (const name of ["First", 'a "name" \\ with	what\nCOPY \\. writes otherwise ✓']) {
    const mastercardEncryptionKey = { alias: "first", certificateRequest: await newRequest() };
    const made = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey }), ada);
    expect(made.status).toBe(201);
    await desk.database.execute(sql`update projects set name = ${name} where id = ${made.body.project.id}`);
  }
  await desk.database.execute(sql`insert into sessions
    select sha256('session'), id, '127.0.0.1', now(), now(), now() + interval '1 day' from accounts limit 1`);
  await desk.database.execute(sql`insert into one_time_links
    select sha256('link'), 'reset-password', id, now(), now() + interval '1 hour' from accounts limit 1`);
  await desk.database.execute(
    sql`insert into attempts values (sha256('attempt'), 5, now() + interval '1 hour')`,
  );
  // Several of age's pieces.
  await desk.database.execute(sql`insert into mails (id, recipient, subject, body, queued_at, good_until, due_at)
    select gen_random_uuid(), 'a@example.test', 'long', repeat(md5(n::text), 3000), now(), now(), now()
    from generate_series(1, 3) n`);
  file = join(folder, "backup.age");
  header = await backUp(file, { recipients: [recipient] });
});
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});
afterAll(async () => {
  await desk.close();
  await rm(folder, { recursive: true });
});

async function backUp(path: string, lock: Parameters<typeof backUpDatabase>[2]): Promise<BackupHeader> {
  const written = await backUpDatabase(settings, desk.databaseUrl, lock, (bytes) =>
    writeFile(path, Readable.from(bytes)),
  );
  return written.header;
}

async function emptyDatabase(): Promise<string> {
  const fresh = await freshDatabase();
  drops.push(fresh.drop);
  return fresh.url;
}

type Unlock = Parameters<typeof decrypted>[1];

async function restoreInto(
  url: string,
  path = file,
  unlock: Unlock = { identityFile },
  held = settings,
): Promise<Restored> {
  const text = new TextReader(decrypted(path, unlock));
  return restoreDatabase(url, text, await readHeader(text, held));
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function rowsOf(url: string, table: string, where = "true"): Promise<unknown[]> {
  return (await query(url, `select t::text as row from ${table} t where ${where} order by 1`)).map(
    ({ row }) => row,
  );
}

async function tablesIn(url: string): Promise<string[]> {
  const rows = await query(
    url,
    "select tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1",
  );
  return rows.map(({ tablename }) => String(tablename));
}

async function plaintext(path = file): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of decrypted(path, { identityFile })) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("every row comes back as it was, and nothing comes back that was of the moment", async () => {
  const url = await emptyDatabase();
  const restored = await restoreInto(url);
  await migrateDatabase(url);
  expect(restored.rows).toBeGreaterThan(20);
  const names = header.tables.map(({ schema, name }) => `${schema}.${name}`);
  expect(names).toEqual(
    expect.arrayContaining(["public.accounts", "public.credentials", "public.audit_entries"]),
  );
  for (const name of names) {
    // The key book gets new numbers, and the trail one more entry.
    if (/key_book|audit_/.test(name)) continue;
    expect([name, await rowsOf(url, name)]).toEqual([name, await rowsOf(desk.databaseUrl, name)]);
  }
  expect(await rowsOf(url, "audit_entries", "chain <> 'operations'")).toEqual(
    await rowsOf(desk.databaseUrl, "audit_entries", "chain <> 'operations'"),
  );
  for (const gone of ["sessions", "one_time_links", "attempts", "gateway_heartbeats", "custody_programs"]) {
    expect([gone, await rowsOf(url, gone)]).toEqual([gone, []]);
  }
  expect((await rowsOf(desk.databaseUrl, "sessions")).length).toBe(1);
  expect(await query(url, "select action, after from audit_entries where chain = 'operations'")).toEqual([
    { action: "backup.restored", after: { madeAt: header.madeAt } },
  ]);
  // Each private key opens in its new place.
  const keys = await query(url, "select id, private_key from client_encryption_keys");
  expect(keys.length).toBeGreaterThan(0);
  for (const { id, private_key } of keys) {
    const value = private_key as { masterKey: string; wrapped: string };
    expect((await custody.unwrap(value, `client-encryption-key:${id}`)).length).toBeGreaterThan(1_000);
  }
});

test("the key book goes on beyond all numbers it ever had, in its old order, and says that it begins anew", async () => {
  const url = await emptyDatabase();
  await restoreInto(url);
  const before = await query(
    desk.databaseUrl,
    "select kind, id from key_book where id <> 'token-seal' order by number",
  );
  const after = await query(url, "select kind, id, number::float8 as number from key_book order by number");
  expect(after.map(({ kind, id }) => ({ kind, id }))).toEqual([
    ...before,
    { kind: "restored", id: "key-book" },
  ]);
  expect(Number(after[0]?.number)).toBeGreaterThan(Date.now() - 60_000);
  const head = await query(url, "select number::float8 as number from key_book_head");
  expect(head[0]?.number).toBe(after.at(-1)?.number);
});

test("a backup of what was restored from a backup can be restored in its turn", async () => {
  const first = await emptyDatabase();
  await restoreInto(first);
  await migrateDatabase(first);
  const path = join(folder, "second.age");
  await backUpDatabase(settings, first, { recipients: [recipient] }, (bytes) =>
    writeFile(path, Readable.from(bytes)),
  );
  const second = await emptyDatabase();
  await restoreInto(second, path);
  await migrateDatabase(second);
  expect(await rowsOf(second, "credentials")).toEqual(await rowsOf(desk.databaseUrl, "credentials"));
});

test("a passphrase opens what was locked with it, and neither another nor an identity does", async () => {
  const path = join(folder, "passphrase.age");
  await backUp(path, { passphraseFile: passphraseFile() });
  // Long enough that random bytes don't hold it by chance.
  const locked = await readFile(path);
  expect(["Ada & Co", "@example.test"].filter((known) => locked.includes(known))).toEqual([]);
  await restoreInto(await emptyDatabase(), path, { passphraseFile: passphraseFile() });
  const wrong = join(folder, "wrong");
  await writeFile(wrong, "velvet orbit canyon marble tulip eight\n");
  const url = await emptyDatabase();
  for (const unlock of [{ passphraseFile: wrong }, { identityFile }]) {
    await expect(restoreInto(url, path, unlock)).rejects.toThrow(
      /does not open with this passphrase or identity/,
    );
  }
  await writeFile(wrong, "too short\n");
  await expect(restoreInto(url, path, { passphraseFile: wrong })).rejects.toThrow(/at least 16 letters/);
  await expect(backUp(join(folder, "no.age"), { recipients: ["age1nobody"] })).rejects.toThrow(/--recipient/);
  expect(await tablesIn(url)).toEqual([]);
});

test("whatever is changed in the file, and wherever it breaks off, nothing of it is taken", async () => {
  const whole = await readFile(file);
  const path = join(folder, "changed.age");
  const bodyAt = whole.indexOf("\n--- ") + 50;
  const changes: [string, Buffer][] = [
    ...[0, 30, bodyAt - 20, bodyAt + 2, bodyAt + 40, Math.floor(whole.length / 2), whole.length - 1].map(
      (at): [string, Buffer] => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ 1;
        return [`octet ${at} of ${whole.length}`, changed];
      },
    ),
    // The boundaries of age's pieces of 64 KiB are among them.
    ...[0, 20, bodyAt, bodyAt + 16, bodyAt + 16 + 65_552, Math.floor(whole.length / 2), whole.length - 1].map(
      (length): [string, Buffer] => [`${length} octets of ${whole.length}`, whole.subarray(0, length)],
    ),
    ["something behind it", Buffer.concat([whole, Buffer.from("x")])],
    ["another file", randomBytes(5_000)],
  ];
  for (const [what, bytes] of changes) {
    await writeFile(path, bytes);
    const url = await emptyDatabase();
    await expect(restoreInto(url, path), what).rejects.toMatchObject({ name: "UpkeepError" });
    expect((await tablesIn(url)).filter((name) => name !== "gatehouse_unfinished_restore")).toEqual([]);
  }
});

test("a file that somebody else has made for the same recipient is refused, however right it looks", async () => {
  const lines = (await plaintext()).toString("utf8").split("\n");
  const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  const path = join(folder, "forged.age");
  const forge = async (change: (text: string[]) => string[]) => {
    const text = Buffer.from(change([...lines]).join("\n"));
    await writeFile(path, await encrypted(Readable.from([text]), { recipients: [recipient] }));
    const url = await emptyDatabase();
    const outcome = restoreInto(url, path);
    await expect(outcome).rejects.toMatchObject({ name: "UpkeepError" });
    expect((await tablesIn(url)).filter((name) => name !== "gatehouse_unfinished_restore")).toEqual([]);
    return outcome.catch((error: Error) => error.message);
  };
  // A row with another address, and none of the sums.
  expect(await forge((text) => text.map((line) => line.replace("example.test\t", "evil.test.xx\t")))).toMatch(
    /not as it was written/,
  );
  expect(await forge((text) => text.toSpliced(at(/^\\\.$/), 1))).toMatch(
    /breaks off|not as it was written|refuses rows/,
  );
  expect(await forge((text) => text.map((line) => line.replace(/^{"tables":\d+/, '{"tables":1')))).toMatch(
    /not as/,
  );
  expect(await forge((text) => [...text.slice(0, -1), "more", ""])).toMatch(/follows/);
  expect(await forge((text) => text.slice(0, -2))).toMatch(/breaks off/);
  // With every sum made right, all that is left is the seal, which needs the master key.
  const stranger = await openCustody(
    loadConfig({ GATEHOUSE_MASTER_KEY: randomBytes(32).toString("hex") }),
    openedDatabase(await migrated()),
  );
  const client = await connect(desk.databaseUrl, "test");
  const pieces: Uint8Array[] = [];
  for await (const piece of writeText(client, stranger, new Date(), { header: null, rows: 0 }))
    pieces.push(piece);
  await client.end();
  await writeFile(path, await encrypted(Readable.from(pieces), { recipients: [recipient] }));
  await expect(restoreInto(await emptyDatabase(), path)).rejects.toThrow(/seal is not right/);
});

async function migrated(): Promise<string> {
  const url = await emptyDatabase();
  await migrateDatabase(url);
  return url;
}

function openedDatabase(url: string) {
  const database = openDatabase(url, { max: 1 });
  drops.unshift(() => closeDatabase(database));
  return database;
}

test("only an empty database is restored into; any other stays as it is", async () => {
  const before = await rowsOf(desk.databaseUrl, "accounts");
  await expect(restoreInto(desk.databaseUrl)).rejects.toThrow(/not empty/);
  expect(await rowsOf(desk.databaseUrl, "accounts")).toEqual(before);
  await migrateDatabase(desk.databaseUrl);
  const url = await emptyDatabase();
  await restoreInto(url);
  await expect(restoreInto(url)).rejects.toThrow(/not empty/);
});

test("without the master key it needs a backup is refused by its fingerprint, before anything is written", async () => {
  const url = await emptyDatabase();
  const [fingerprint = ""] = header.masterKeys;
  expect(header.masterKeys).toHaveLength(1);
  for (const held of [
    loadConfig({ GATEHOUSE_MASTER_KEY: randomBytes(32).toString("hex") }),
    loadConfig({ GATEHOUSE_DATA_DIR: join(folder, "nothing here") }),
  ]) {
    await expect(restoreInto(url, file, { identityFile }, held)).rejects.toThrow(fingerprint);
  }
  expect(await tablesIn(url)).toEqual([]);
  await migrateDatabase(url);
});

test("a restore that breaks off leaves a database that says so and doesn't start, until one comes to its end", async () => {
  const url = await emptyDatabase();
  const bytes = await plaintext();
  const half = async function* () {
    yield bytes.subarray(0, Math.floor(bytes.length / 2));
    await query(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gatehouse-restore' and datname = current_database()",
    );
    yield bytes.subarray(Math.floor(bytes.length / 2));
  };
  const text = new TextReader(half());
  const opened = await readHeader(text, settings);
  await expect(restoreDatabase(url, text, opened)).rejects.toThrow();
  expect(await tablesIn(url)).toEqual(["gatehouse_unfinished_restore"]);
  await expect(migrateDatabase(url)).rejects.toThrow(/not finished: run gatehouse restore again/);
  await expect(
    backUpDatabase(settings, url, { recipients: [recipient] }, async () => undefined),
  ).rejects.toThrow(/not finished/);
  await restoreInto(url);
  await migrateDatabase(url);
  expect(await rowsOf(url, "accounts")).toEqual(await rowsOf(desk.databaseUrl, "accounts"));
});

test("of two restores at once into one database, one comes to its end and the other is refused", async () => {
  const url = await emptyDatabase();
  const outcomes = await Promise.allSettled([restoreInto(url), restoreInto(url)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await migrateDatabase(url);
  expect(await rowsOf(url, "accounts")).toEqual(await rowsOf(desk.databaseUrl, "accounts"));
});

test("a backup of an older version is restored and brought up to date; one of a newer version is refused", async () => {
  const old = await emptyDatabase();
  const client = await connect(old, "test");
  await applySteps(client, 0, 1);
  await client.query("insert into master_keys (fingerprint) values ($1)", [header.masterKeys[0]]);
  const [company, account] = [randomUUID(), randomUUID()];
  await client.query("insert into companies values ($1, 'Old & Co', 'own', true, now())", [company]);
  await client.query(
    "insert into accounts values ($1, 'old@example.test', 'Old', '$none', $2, false, now())",
    [account, company],
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of writeText(client, custody, new Date(), { header: null, rows: 0 }))
    pieces.push(piece);
  await client.end();
  const restoreText = async (url: string, text: Uint8Array[]) => {
    const reader = new TextReader(Readable.from(text));
    return restoreDatabase(url, reader, await readHeader(reader, settings));
  };
  const url = await emptyDatabase();
  await restoreText(url, pieces);
  await migrateDatabase(url);
  expect(await query(url, "select email from accounts")).toEqual([{ email: "old@example.test" }]);
  expect(await rowsOf(url, "drizzle.__drizzle_migrations")).toHaveLength(knownMigrations().length);

  const [first = Buffer.alloc(0), ...rest] = pieces;
  const future = JSON.parse(Buffer.from(first).toString());
  future.schema.migrations.push({ hash: "0".repeat(64), at: Date.now() });
  const empty = await emptyDatabase();
  await expect(restoreText(empty, [Buffer.from(`${JSON.stringify(future)}\n`), ...rest])).rejects.toThrow(
    /newer version/,
  );
  expect(await tablesIn(empty)).toEqual([]);
});

test("the schema that a restore makes is the one that the migrator makes", async () => {
  const [restored, plain] = [await emptyDatabase(), await migrated()];
  await restoreInto(restored);
  await migrateDatabase(restored);
  for (const what of [
    "select table_name, column_name, data_type, column_default, is_nullable from information_schema.columns where table_schema in ('public', 'drizzle') order by 1, 2",
    "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2",
    "select indexdef from pg_indexes where schemaname = 'public' order by 1",
    "select hash, created_at from drizzle.__drizzle_migrations order by id",
    "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal order by 1, 2",
  ]) {
    expect(await query(restored, what)).toEqual(await query(plain, what));
  }
});

test("what is written while a backup runs is in it as a whole or not at all", async () => {
  let writing = true;
  let written = 0;
  const writer = async () => {
    while (writing) {
      const name = randomUUID();
      await desk.database.transaction(async (tx) => {
        await tx.execute(sql`insert into companies values (${name}, ${name}, 'own', true, now())`);
        await tx.execute(sql`insert into mails (id, recipient, subject, body, queued_at, good_until, due_at)
          values (${name}, 'a@example.test', ${name}, ${"x".repeat(2_000)}, now(), now(), now())`);
      });
      written += 1;
    }
  };
  const path = join(folder, "load.age");
  const writers = [writer(), writer(), writer()];
  await backUp(path, { recipients: [recipient] });
  const during = written;
  await backUp(path, { recipients: [recipient] });
  writing = false;
  await Promise.all(writers);
  expect(written).toBeGreaterThan(during);
  const url = await emptyDatabase();
  await restoreInto(url, path);
  const [counts] = await query(
    url,
    `select count(*) filter (where m.id is null) as companies_alone, count(*) filter (where c.id is null) as mails_alone,
      count(*)::int as pairs from (select * from companies where name = id::text) c full join (select * from mails where subject = id::text) m on m.id = c.id`,
  );
  expect(counts).toMatchObject({ companies_alone: "0", mails_alone: "0" });
  expect(counts?.pairs).toBeGreaterThan(10);
});

test("no column counts by a sequence, whose state a backup would lose", async () => {
  const rows = await query(
    desk.databaseUrl,
    "select sequencename from pg_sequences where schemaname in ('public', 'test_drive')",
  );
  expect(rows).toEqual([]);
});
