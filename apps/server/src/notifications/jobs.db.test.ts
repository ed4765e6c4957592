import { asc, eq } from "drizzle-orm";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import { claimMail, LEASE_MS } from "./claim-mail.ts";
import { type MailWorker, startMailWorker } from "./jobs.ts";
import { queueMail } from "./queue-mail.ts";
import { markSent, sweepMails } from "./settle-mail.ts";
import { mails } from "./tables.ts";
import { type MailServer, startMailServer } from "./testing/mail-server.ts";

let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
let time: number;
let logged: string[];
const opened: (MailServer | { close(): Promise<void> })[] = [];
const clock = () => new Date(time);
beforeEach(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url);
  time = Date.now();
  logged = [];
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
  await closeDatabase(database);
  await fresh.drop();
});

async function mailServer(settings: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(settings);
  opened.push(server);
  return server;
}

function worker(smtpUrl: string | null): MailWorker {
  const started = startMailWorker({
    database,
    smtpUrl,
    from: "Gatehouse <desk@gatehouse.example>",
    log: pino({ level: "info" }, { write: (line: string) => logged.push(line) }),
    clock,
    pollMs: 10,
  });
  opened.push({ close: () => started.stop() });
  return started;
}

const queue = (to: string, more: { text?: string; goodUntil?: Date } = {}) =>
  inTransaction(database, (tx) =>
    queueMail(tx, clock(), { to, subject: "Confirm your address", text: "Open the link.\n", ...more }),
  );
const rows = () => database.select().from(mails);
/** What the audit trail says of mails that nobody will get. */
const givenUp = async () =>
  (
    await database
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, "mail.given-up"))
      .orderBy(asc(auditEntries.number))
  ).map(({ after }) => after);
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

test("what is committed is sent, once; what is rolled back is not", async () => {
  const server = await mailServer();
  worker(server.url);
  await queue("ada@example.com");
  await expect(
    inTransaction(database, async (tx) => {
      await queueMail(tx, clock(), { to: "eve@example.com", subject: "s", text: "t" });
      throw new Error("rolled back");
    }),
  ).rejects.toThrow("rolled back");
  await until(async () => expect((await rows())[0]?.sentAt).not.toBeNull());
  await queue("bob@example.com");
  await until(() => expect(server.taken).toHaveLength(2));
  expect(server.taken.map((mail) => mail.to)).toEqual([["ada@example.com"], ["bob@example.com"]]);
});

test("a mail has the sender, the recipient, a Message-ID of its own, and asks for no automatic answer", async () => {
  const server = await mailServer();
  worker(server.url);
  await queue("ada@example.com", { text: "https://desk.example/confirm-email#token=abc\n" });
  await until(() => expect(server.taken).toHaveLength(1));
  const source = server.taken[0]?.source ?? "";
  const [row] = await rows();
  expect(source).toMatch(/^From: Gatehouse <desk@gatehouse\.example>\r$/m);
  expect(source).toMatch(/^To: ada@example\.com\r$/m);
  expect(source).toContain(`Message-ID: <${row?.id}@gatehouse.example>`);
  expect(source).toMatch(/^Auto-Submitted: auto-generated\r$/im);
  expect(source).toContain("https://desk.example/confirm-email#token=abc");
});

test("a server that is away and comes back gets each mail exactly once", async () => {
  const away = await mailServer();
  const { port, url } = away;
  await away.close();
  worker(url);
  for (let count = 0; count < 5; count += 1) await queue(`person-${count}@example.com`);
  await until(async () =>
    expect((await rows()).every((row) => row.attempts === 1 && row.lease === null)).toBe(true),
  );
  expect((await rows()).every((row) => row.sentAt === null && row.body !== "")).toBe(true);

  const back = await mailServer({ port });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(back.taken).toEqual([]); // not before the pause is over
  time += 60_000;
  await until(() => expect(back.taken).toHaveLength(5));
  time += 24 * 3_600_000;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(new Set(back.taken.map((mail) => mail.to[0])).size).toBe(5);
  expect(back.taken).toHaveLength(5);
});

test("pauses grow from a minute to an hour", async () => {
  const away = await mailServer();
  await away.close();
  worker(away.url);
  await queue("ada@example.com");
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 9; attempt += 1) {
    await until(async () => expect((await rows())[0]).toMatchObject({ attempts: attempt, lease: null }));
    const due = (await rows())[0]?.dueAt.getTime() ?? 0;
    pauses.push((due - time) / 60_000);
    time = due;
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test("four workers send each of 60 mails once", async () => {
  const server = await mailServer({ delayMs: 5 });
  for (let count = 0; count < 60; count += 1) await queue(`person-${count}@example.com`);
  for (let count = 0; count < 4; count += 1) worker(server.url);
  await until(() => expect(server.taken.length).toBeGreaterThanOrEqual(60));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(server.taken).toHaveLength(60);
  expect(new Set(server.taken.map((mail) => mail.to[0])).size).toBe(60);
});

test("a mail that a dead worker held is sent by another when the lease is over, not before", async () => {
  const server = await mailServer();
  await queue("ada@example.com");
  const held = await claimMail(database, clock());
  worker(server.url);
  time += LEASE_MS - 1;
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(server.taken).toEqual([]);
  time += 1;
  await until(() => expect(server.taken).toHaveLength(1));
  await until(async () => expect((await rows())[0]?.sentAt).not.toBeNull());
  const sentAt = (await rows())[0]?.sentAt;
  if (held !== null) await markSent(database, held, new Date(0));
  expect((await rows())[0]?.sentAt).toEqual(sentAt); // the late one has no say
});

test("what the server refuses for good is given up, what it refuses for now is tried again", async () => {
  const codes: Record<string, number> = { "gone@example.com": 550, "busy@example.com": 451 };
  const server = await mailServer({ refuse: (address) => codes[address] ?? null });
  worker(server.url);
  await queue("gone@example.com");
  await queue("busy@example.com");
  await queue("ada@example.com");
  await until(() => expect(server.taken).toHaveLength(1));
  await until(async () => {
    const byAddress = Object.fromEntries((await rows()).map((row) => [row.recipient, row]));
    expect(byAddress["gone@example.com"]).toMatchObject({
      sentAt: null,
      body: "",
      lastError: "EENVELOPE 550 RCPT TO",
    });
    expect(byAddress["gone@example.com"]?.givenUpAt).not.toBeNull();
    expect(byAddress["busy@example.com"]).toMatchObject({
      givenUpAt: null,
      lastError: "EENVELOPE 451 RCPT TO",
    });
  });
  delete codes["busy@example.com"];
  time += 60_000;
  await until(() => expect(server.taken).toHaveLength(2));
  expect(await givenUp()).toEqual([{ recipient: "gone@example.com", reason: "EENVELOPE 550 RCPT TO" }]);
});

test("a one-time link is wiped once it is sent, and is never logged", async () => {
  const codes: Record<string, number> = { "ada@example.com": 451 };
  const server = await mailServer({ refuse: (address) => codes[address] ?? null });
  worker(server.url);
  await queue("ada@example.com", { text: "https://desk.example/confirm-email#token=planted\n" });
  await until(() => expect(logged.join("")).toContain("EENVELOPE 451"));
  delete codes["ada@example.com"];
  time += 60_000;
  await until(() => expect(server.taken).toHaveLength(1));
  await until(async () => expect((await rows())[0]?.body).toBe(""));
  expect(logged.join("")).not.toContain("planted");
  expect(logged.join("")).not.toContain("ada@example.com");
});

test("a mail whose link is dead is given up, not sent", async () => {
  const server = await mailServer();
  await queue("late@example.com", { goodUntil: new Date(time + 1_000) });
  time += 1_000;
  expect(await claimMail(database, clock())).toBeNull();
  worker(server.url);
  await queue("ada@example.com");
  await until(() => expect(server.taken).toHaveLength(1));
  expect(server.taken[0]?.to).toEqual(["ada@example.com"]);
  const late = (await rows()).find((row) => row.recipient === "late@example.com");
  expect(late).toMatchObject({ sentAt: null, body: "" });
  expect(late?.givenUpAt).not.toBeNull();
  expect(await givenUp()).toEqual([{ recipient: "late@example.com", reason: "not sent in time" }]);
});

test("mails that are given up by several workers at once are written down once each", async () => {
  for (let count = 0; count < 120; count += 1) {
    await queue(`person-${count}@example.com`, { goodUntil: new Date(time + 1_000) });
  }
  time += 1_000;
  await Promise.all([1, 2, 3].map(() => sweepMails(database, clock())));
  const recipients = (await givenUp()).map((after) => after?.recipient);
  expect([recipients.length, new Set(recipients).size]).toEqual([120, 120]);
});

test("stopping waits for the mail under way, so that it isn't sent again", async () => {
  const server = await mailServer({ delayMs: 300 });
  const first = worker(server.url);
  await queue("ada@example.com");
  await until(async () => expect((await rows())[0]?.lease).not.toBeNull());
  await first.stop();
  expect((await rows())[0]?.sentAt).not.toBeNull();
  expect(server.taken).toHaveLength(1);
});

test("a mail server that hangs holds nobody up who wants to stop, and the mail goes out later", async () => {
  const server = await mailServer({ delayMs: 600_000 });
  const first = worker(server.url);
  await queue("ada@example.com");
  await until(async () => expect((await rows())[0]?.lease).not.toBeNull());
  await first.stop();
  expect((await rows())[0]).toMatchObject({ sentAt: null, givenUpAt: null, lease: null, attempts: 1 });
});

test("without a mail server mails wait, and those of thirty days ago go", async () => {
  await queue("old@example.com");
  time += 30 * 24 * 3_600_000 + 1;
  await queue("new@example.com");
  worker(null);
  await until(async () => expect((await rows()).map((row) => row.recipient)).toEqual(["new@example.com"]));
  expect((await rows())[0]).toMatchObject({ sentAt: null, attempts: 0 });
});
