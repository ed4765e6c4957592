import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { ClientEncryptionKeyEntry } from "../key-book/entries.ts";
import { publish } from "../key-book/publish.ts";
import { keyBook } from "../key-book/tables.ts";
import { keyBookHolder } from "./key-book-holder.ts";
import type { OpenedCustody } from "./open-custody.ts";
import { custodyOf } from "./testing/custody-of.ts";

let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
let custody: OpenedCustody;
beforeAll(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url, { max: 5 });
  custody = await custodyOf(database);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});

const entryOf = async (id: string) => ({
  kind: "client-encryption-key" as const,
  id,
  environmentId: "e",
  kid: "k",
  certificateSha256: "c",
  notAfter: "2030-01-01T00:00:00.000Z",
  revokedAt: null,
  privateKey: await custody.wrap(Buffer.from("private"), `client-encryption-key:${id}`),
});
const published = async (id: string) => {
  const [row] = await database
    .select({ entry: keyBook.entry })
    .from(keyBook)
    .where(and(eq(keyBook.kind, "client-encryption-key"), eq(keyBook.id, id)));
  return row?.entry as ClientEncryptionKeyEntry;
};

test("a key that is revoked while it is rewrapped doesn't come back to the gateways", async () => {
  const entry = await entryOf("revoked-meanwhile");
  await inTransaction(database, (tx) => publish(tx, [entry]));
  const [held] = await keyBookHolder.list(database, { masterKey: null, after: null, limit: 1 });
  if (held === undefined) throw new Error("nothing is held");
  const again = await custody.wrap(Buffer.from("private"), held.context);
  let replacing: Promise<number | null> | undefined;
  await inTransaction(database, async (tx) => {
    await publish(tx, [{ ...entry, revokedAt: "2026-01-01T00:00:00.000Z", privateKey: null }]);
    replacing = keyBookHolder.replace(database, held, again);
    // It has begun, and waits or has read what is not true any more.
    await expect
      .poll(async () => (await waiting(database)) > 0, { interval: 10, timeout: 10_000 })
      .toBe(true);
  });
  expect(await replacing).toBeNull();
  expect((await published("revoked-meanwhile")).privateKey).toBeNull();
});

test("a value that somebody has replaced meanwhile is left as it is", async () => {
  const entry = await entryOf("changed-meanwhile");
  await inTransaction(database, (tx) => publish(tx, [entry]));
  const context = "client-encryption-key:changed-meanwhile";
  const other = await custody.wrap(Buffer.from("other"), context);
  await inTransaction(database, (tx) => publish(tx, [{ ...entry, privateKey: other }]));
  const held = { id: context, context, value: entry.privateKey };
  expect(
    await keyBookHolder.replace(database, held, await custody.wrap(Buffer.from("x"), context)),
  ).toBeNull();
  expect((await published("changed-meanwhile")).privateKey).toEqual(other);
});

async function waiting(on: Database): Promise<number> {
  const found = await on.execute<{ count: string }>(
    "select count(*) as count from pg_locks where not granted",
  );
  return Number(found.rows[0]?.count);
}
