import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import { createApp } from "../http/create-app.ts";
import { queueMail } from "./queue-mail.ts";
import { mailboxRoutes } from "./routes.ts";

let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
const apps: FastifyInstance[] = [];
beforeAll(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url);
  for (const [count, to] of ["ada@example.com", "bob@example.com"].entries()) {
    await inTransaction(database, (tx) =>
      queueMail(tx, new Date(Date.UTC(2030, 0, 1 + count)), {
        to,
        subject: "Hello",
        text: "Open https://desk.example/confirm-email#token=abc\nor http://other.example/x\n",
      }),
    );
  }
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await closeDatabase(database);
  await fresh.drop();
});

async function appWith(settings: { production: boolean; smtpUrl: string | null }): Promise<FastifyInstance> {
  const app = await createApp({
    log: pino({ level: "silent" }),
    production: settings.production,
    trustProxy: false,
    ready: async () => [],
    identify: async () => undefined,
    rooms: [mailboxRoutes({ database, publicUrl: () => "http://desk.example:8080", ...settings })],
  });
  apps.push(app);
  return app;
}

test("shows mails newest first, with the links in them, and each by its id", async () => {
  const app = await appWith({ production: false, smtpUrl: null });
  const list = (await app.inject({ url: "/api/v1/mailbox" })).json();
  expect(list.total).toBe(2);
  expect(list.items.map((mail: { to: string }) => mail.to)).toEqual(["bob@example.com", "ada@example.com"]);
  expect(list.items[0]).toMatchObject({
    links: ["https://desk.example/confirm-email#token=abc", "http://other.example/x"],
    at: "2030-01-02T00:00:00.000Z",
  });
  const one = await app.inject({ url: `/api/v1/mailbox/${list.items[1].id}` });
  expect(one.json()).toEqual(list.items[1]);
  const none = await app.inject({ url: "/api/v1/mailbox/01890000-0000-7000-8000-000000000000" });
  expect([none.statusCode, none.json().code]).toEqual([404, "not-found"]);
  expect((await app.inject({ url: "/api/v1/mailbox/1" })).statusCode).toBe(400);
});

test("isn't read by a page that has given its own name this machine's address", async () => {
  const app = await appWith({ production: false, smtpUrl: null });
  const statusAt = async (host: string) =>
    (await app.inject({ url: "/api/v1/mailbox", headers: { host } })).statusCode;
  for (const host of ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "192.0.2.7", "desk.example:8080"])
    expect(await statusAt(host)).toBe(200);
  for (const host of ["evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"])
    expect(await statusAt(host)).toBe(403);
});

test.each([
  ["in production", { production: true, smtpUrl: "smtp://127.0.0.1:25" }],
  ["in production without a mail server", { production: true, smtpUrl: null }],
  ["where mail is really sent", { production: false, smtpUrl: "smtp://127.0.0.1:25" }],
])("doesn't exist %s", async (_what, settings) => {
  const app = await appWith(settings);
  const answer = await app.inject({ url: "/api/v1/mailbox" });
  expect([answer.statusCode, answer.json().code]).toEqual([404, "not-found"]);
  expect((await app.inject({ url: "/api/v1/openapi.json" })).body).not.toContain("mailbox");
});
