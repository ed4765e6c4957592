import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startMailWorker } from "../notifications/jobs.ts";
import { startMailServer } from "../notifications/testing/mail-server.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk } from "./testing/desk.ts";

const PATIENT = { timeout: 10_000, interval: 20 };

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

test("sign-up works while the mail server is away; the link arrives once when it is back, and works", async () => {
  const away = await startMailServer();
  await away.close();
  const worker = startMailWorker({
    database: desk.database,
    smtpUrl: away.url,
    from: "desk@gatehouse.example",
    log: pino({ level: "silent" }),
    clock: desk.now,
    pollMs: 10,
  });
  const email = newAddress();
  const answer = await desk.post("/accounts/sign-up", {
    name: "Ada Byron",
    company: "ACME Bank",
    email,
    password: GOOD_PASSWORD,
  });
  expect(answer.status).toBe(202);
  const state = async () =>
    (await desk.database.$client.query("select attempts, lease, sent_at from mails")).rows[0];
  await vi.waitFor(
    async () => expect(await state()).toEqual({ attempts: 1, lease: null, sent_at: null }),
    PATIENT,
  );
  const back = await startMailServer({ port: away.port });
  desk.advance(60_000);
  await vi.waitFor(() => expect(back.taken).toHaveLength(1), PATIENT);
  await vi.waitFor(async () => expect((await state()).sent_at).not.toBeNull(), PATIENT);
  await worker.stop();
  await back.close();
  const [mail] = back.taken;
  expect(mail?.to).toEqual([email]);
  const text = (mail?.source ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");
  const token = /\/confirm-email#token=([\w-]{43})/.exec(text)?.[1] ?? "";
  expect((await desk.post("/accounts/confirm-email", { token, password: GOOD_PASSWORD })).status).toBe(200);
});
