import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startAccountSweeper } from "./jobs.ts";
import { attempts, oneTimeLinks, sessions, signUps } from "./tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const counts = () =>
  Promise.all([signUps, oneTimeLinks, sessions, attempts].map((table) => desk.database.$count(table)));

async function leaveTraces(): Promise<string> {
  const email = newAddress();
  const cookie = await desk.join(email);
  await desk.post("/accounts/forgot-password", { email });
  await desk.post("/accounts/sign-up", {
    name: "Ada",
    company: "ACME",
    email: newAddress(),
    password: GOOD_PASSWORD,
  });
  await desk.post("/accounts/log-in", { email, password: "not this one at all" });
  return cookie;
}

test("what has run out is forgotten, what still works stays", async () => {
  await leaveTraces();
  desk.advance(8 * 24 * 3_600_000);
  const cookie = await leaveTraces();
  const before = await counts();
  const sweeper = startAccountSweeper({
    database: desk.database,
    log: pino({ level: "silent" }),
    clock: desk.now,
  });
  await vi.waitFor(async () => expect((await counts())[2]).toBe(1), { timeout: 10_000, interval: 20 });
  await sweeper.stop();
  expect(before).toEqual([2, 2, 2, expect.any(Number)]);
  expect((await counts()).slice(0, 3)).toEqual([1, 1, 1]);
  expect((await counts())[3]).toBeLessThan(before[3] ?? 0);
  expect((await desk.get("/accounts/me", { cookie })).status).toBe(200);
});
