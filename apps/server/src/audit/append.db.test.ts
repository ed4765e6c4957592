import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import { appendAudit } from "./append.ts";
import { hashEntry, NO_PREDECESSOR } from "./hash-entry.ts";
import { auditEntries } from "./tables.ts";

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

const origin = { accountId: null, actor: "ada@example.test", address: "203.0.113.7", requestId: "r-1" };

test("entries appended at once form one chain whose hashes can be computed again from what is stored", async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      inTransaction(database, (tx) =>
        appendAudit(tx, origin, new Date(), [
          {
            projectId: "p1",
            action: "mastercard-encryption-key.added",
            subject: `mastercard-encryption-key:${index}`,
            after: { kid: String(index), active: null, alias: "é" },
          },
        ]),
      ),
    ),
  );
  const rows = await database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, "p1"))
    .orderBy(asc(auditEntries.number));
  expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  let previous: Buffer = NO_PREDECESSOR;
  for (const row of rows) {
    expect(row.previous).toEqual(previous);
    expect(row.hash).toEqual(hashEntry({ ...row, at: row.at.toISOString() }, previous));
    previous = row.hash;
  }
});

test("an entry of a transaction that is rolled back is not there", async () => {
  await expect(
    inTransaction(database, async (tx) => {
      await appendAudit(tx, origin, new Date(), [
        { projectId: "p2", action: "project.created", subject: "project:1" },
      ]);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await database.select().from(auditEntries).where(eq(auditEntries.chain, "p2"))).toEqual([]);
});

test("a field that the list of actions doesn't allow is not written, and neither is what came with it", async () => {
  const secret = { partnerId: "2445", partnerSecret: "x" };
  await expect(
    inTransaction(database, (tx) =>
      appendAudit(tx, origin, new Date(), [
        { projectId: "p3", action: "project.created", subject: "project:3" },
        { projectId: "p3", action: "credential.created", subject: "credential:1", after: secret },
      ]),
    ),
  ).rejects.toThrow("doesn't take the field partnerSecret");
  expect(await database.select().from(auditEntries).where(eq(auditEntries.chain, "p3"))).toEqual([]);
});
