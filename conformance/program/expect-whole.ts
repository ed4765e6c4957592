import { Readable } from "node:stream";
import { readLines } from "@gatehouse/cli/audit/read-lines";
import { verifyLines } from "@gatehouse/cli/audit/verify-lines";
import type pg from "pg";
import { expect } from "vitest";
import { exportChain } from "../../apps/server/src/audit/export.ts";
import { closeDatabase, openDatabase } from "../../apps/server/src/database/database.ts";
import { clusterUrl } from "../secrets/database-access.ts";
import { openWrapped } from "../secrets/open-wrapped.ts";

interface Row {
  readonly id: string;
  readonly [column: string]: unknown;
}

/**
 * Everything that must agree after any death: tables with the key book, activations with their spans, states with the audit trail, each chain
 * with itself, and each wrapped value with the master key.
 */
export async function expectWhole(client: pg.Client, dataDir: string): Promise<void> {
  const all = async (text: string) => (await client.query<Row>(text)).rows;
  const clientKeys = await all(
    "select id, kid, revoked_at, compromised_at, replaces from client_encryption_keys",
  );
  const mastercardKeys = await all(
    "select id, kid, environment_id, active, revoked_at, compromised_at from mastercard_encryption_keys",
  );
  const credentials = await all("select id, version, secrets, deleted_at from credentials");
  const environments = await all("select id from environments");

  // An activation is there as a whole: one active key an environment, and its span alone is open.
  const open = await all(`select k.environment_id as id, count(*) filter (where k.active)::int as active,
      count(a.key_id) filter (where a.to is null and k.active)::int as open,
      count(a.key_id) filter (where a.to is null and not k.active)::int as stale
    from mastercard_encryption_keys k left join key_activations a on a.key_id = k.id and a.to is null group by 1`);
  for (const environment of open) expect(environment).toMatchObject({ active: 1, open: 1, stale: 0 });
  // A compromised key of the provider has its successor.
  for (const { id, compromised_at } of clientKeys) {
    if (compromised_at !== null) expect(clientKeys.some(({ replaces }) => replaces === id)).toBe(true);
  }

  // Gates are told of each thing as it is, and of nothing else.
  const book = new Map(
    (await all("select id, kind, entry from key_book")).map(({ id, kind, entry }) => [
      `${kind} ${id}`,
      entry,
    ]),
  );
  for (const { id, kid, revoked_at } of clientKeys) {
    const entry = book.get(`client-encryption-key ${id}`) as { privateKey: unknown };
    expect(entry).toMatchObject({ kid, revokedAt: iso(revoked_at) });
    expect(entry.privateKey === null).toBe(revoked_at !== null);
  }
  for (const { id, kid, active, revoked_at } of mastercardKeys) {
    expect(book.get(`mastercard-encryption-key ${id}`)).toMatchObject({
      kid,
      active,
      revokedAt: iso(revoked_at),
    });
  }
  for (const { id, version, secrets, deleted_at } of credentials) {
    const entry = book.get(`credential ${id}`);
    if (deleted_at !== null) expect(entry).toBeNull();
    else expect(entry).toMatchObject({ version, secrets });
  }
  const known = new Set(
    [...clientKeys, ...mastercardKeys, ...credentials, ...environments].map(({ id }) => id),
  );
  for (const name of book.keys()) {
    const [kind = "", id = ""] = name.split(" ");
    if (/key$|^credential$|^environment$/.test(kind)) expect([name, known.has(id)]).toEqual([name, true]);
  }
  const head = await all("select number, (select max(number) from key_book) as newest from key_book_head");
  expect(head[0]?.newest).toBe(head[0]?.number);

  await expectTrails(client, dataDir, { clientKeys, mastercardKeys, credentials });
  // The place where master keys' own rotation comes in: it must leave every value opening, whenever it is killed.
  await openWrapped(client, dataDir, () => undefined);
}

/** Each chain holds by the rules of its page, and says of each thing what the tables say. */
async function expectTrails(
  client: pg.Client,
  dataDir: string,
  rows: Readonly<Record<"clientKeys" | "mastercardKeys" | "credentials", readonly Row[]>>,
): Promise<void> {
  const { rows: heads } = await client.query<{ chain: string; number: string }>(
    "select chain, number from audit_heads",
  );
  const database = openDatabase(await clusterUrl(dataDir), { max: 2 });
  try {
    for (const { chain, number } of heads) {
      const { entries } = await verifyLines(
        readLines(
          Readable.from(exportChain(database, chain, Number(number))).map((line: string) =>
            Buffer.from(line),
          ),
        ),
        [],
      );
      expect([chain, entries]).toEqual([chain, Number(number)]);
    }
  } finally {
    await closeDatabase(database);
  }
  const { rows: written } = await client.query<{ subject: string; action: string; times: number }>(
    "select subject, action, count(*)::int as times from audit_entries where chain <> 'operations' group by 1, 2",
  );
  const times = new Map(written.map((entry) => [`${entry.subject} ${entry.action}`, entry.times]));
  const count = (type: string, id: string, verb: string) => times.get(`${type}:${id} ${type}.${verb}`) ?? 0;
  for (const { id, revoked_at, compromised_at } of rows.clientKeys) {
    const type = "client-encryption-key";
    const told = ["created", "revoked", "compromised"].map((verb) => count(type, id, verb));
    expect([id, told]).toEqual([id, [1, ...endOf(revoked_at, compromised_at)]]);
  }
  for (const { id, revoked_at, compromised_at } of rows.mastercardKeys) {
    const type = "mastercard-encryption-key";
    const told = ["added", "revoked", "compromised"].map((verb) => count(type, id, verb));
    expect([id, told]).toEqual([id, [1, ...endOf(revoked_at, compromised_at)]]);
    const { rows: spans } = await client.query("select from key_activations where key_id = $1", [id]);
    // The first key of a project is active from the beginning, and its entry says so.
    expect(Math.abs(spans.length - count(type, id, "activated"))).toBeLessThanOrEqual(1);
  }
  for (const { id, deleted_at } of rows.credentials) {
    expect([id, count("credential", id, "created"), count("credential", id, "deleted")]).toEqual([
      id,
      1,
      deleted_at === null ? 0 : 1,
    ]);
  }
}

function endOf(revokedAt: unknown, compromisedAt: unknown): [number, number] {
  if (compromisedAt !== null) return [0, 1];
  return [revokedAt === null ? 0 : 1, 0];
}

function iso(moment: unknown): string | null {
  return moment instanceof Date ? moment.toISOString() : null;
}
