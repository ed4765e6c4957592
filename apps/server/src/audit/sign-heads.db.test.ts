import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedCustody } from "../custody/open-custody.ts";
import { custodyOf } from "../custody/testing/custody-of.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import { appendAudit } from "./append.ts";
import { exportChain } from "./export.ts";
import { signHeads } from "./sign-heads.ts";
import { auditKeys, auditSignatures } from "./tables.ts";

let custody: OpenedCustody;
let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
beforeAll(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url, { max: 10 });
  custody = await custodyOf(database);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});

const origin = { accountId: null, actor: "ada@example.test", address: "192.0.2.1", requestId: "r" };
const grow = (projectId: string) =>
  inTransaction(database, (tx) =>
    appendAudit(tx, origin, new Date(), [{ projectId, action: "project.created", subject: "project" }]),
  );
const signaturesOf = async (chain: string) =>
  (await database.select().from(auditSignatures).where(eq(auditSignatures.chain, chain))).map(
    ({ number }) => number,
  );

test("each chain is signed when it has grown, and not again before it grows", async () => {
  await grow("a");
  await grow("b");
  // The making of the key is an entry of the operations' chain, signed with it.
  expect(await signHeads(database, custody, new Date())).toBe(3);
  expect(await signHeads(database, custody, new Date())).toBe(0);
  await grow("a");
  expect(await signHeads(database, custody, new Date())).toBe(1);
  expect([await signaturesOf("a"), await signaturesOf("b")]).toEqual([[1, 2], [1]]);
});

test("workers that sign at the same moment make one signature an end, with one key", async () => {
  await grow("c");
  await Promise.all(Array.from({ length: 5 }, () => signHeads(database, custody, new Date())));
  expect(await signaturesOf("c")).toEqual([1]);
  expect(await database.$count(auditKeys)).toBe(1);
});

test("a signature is neither changed nor removed, and the signing key rests wrapped", async () => {
  await expect(database.update(auditSignatures).set({ signature: Buffer.alloc(64) })).rejects.toMatchObject({
    cause: { constraint: "audit_signatures_kept" },
  });
  await expect(database.delete(auditSignatures)).rejects.toMatchObject({
    cause: { constraint: "audit_signatures_kept" },
  });
  const [key] = await database.select().from(auditKeys);
  const pkcs8 = await custody.unwrap(
    key?.privateKey ?? { masterKey: "", wrapped: "" },
    `audit-key:${key?.id}`,
  );
  expect(JSON.stringify(key)).not.toContain(pkcs8.subarray(16).toString("base64").slice(0, 20));
  await expect(
    custody.unwrap(key?.privateKey ?? { masterKey: "", wrapped: "" }, "audit-key:another"),
  ).rejects.toThrow();
});

test("an export that is read slowly holds no signature of an entry that it doesn't hold", async () => {
  await grow("slow");
  await signHeads(database, custody, new Date());
  const lines = exportChain(database, "slow", 1);
  const read: { type: string; number?: number }[] = [];
  for await (const line of lines) {
    read.push(JSON.parse(line));
    if (read.at(-1)?.type === "entry") {
      await grow("slow");
      await signHeads(database, custody, new Date());
    }
  }
  const numbers = (type: string) => read.filter((line) => line.type === type).map(({ number }) => number);
  expect([numbers("entry"), numbers("signature")]).toEqual([[1], [1]]);
  expect(await signaturesOf("slow")).toEqual([1, 2]);
});
