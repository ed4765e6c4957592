import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import { queueMail } from "./queue-mail.ts";
import { mails } from "./tables.ts";

let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
beforeAll(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});

const good = { to: "ada@example.com", subject: "Confirm your address", text: "Open the link.\n" };

test.each([
  ["to", "ada@example.com\r\nBcc: eve@example.com"],
  ["to", "ada@example.com, eve@example.com"],
  ["to", "ada@example.com;eve@example.com"],
  ["to", "Ada <ada@example.com>"],
  ["to", "ada@example.com>\r\nDATA"],
  ["to", "group: ada@example.com"],
  ["to", `${"a".repeat(64)}@${"b".repeat(200)}`],
  ["to", "ada"],
  ["to", ""],
  ["subject", "Hello\r\nBcc: eve@example.com"],
  ["subject", "Hello\u2028Bcc: eve@example.com"],
  ["subject", "x".repeat(151)],
  ["text", "Hello\r\n.\r\nMAIL FROM:<eve@example.com>"],
  ["text", "Hello\0"],
  ["text", "x".repeat(10_001)],
])("refuses %s %j and queues nothing", async (field, value) => {
  await expect(
    inTransaction(database, (tx) => queueMail(tx, new Date(), { ...good, [field]: value })),
  ).rejects.toThrow(TypeError);
  expect(await database.$count(mails)).toBe(0);
});
