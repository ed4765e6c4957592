import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, PUBLIC_URL, tokenOf } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const PATIENT = { timeout: 10_000, interval: 20 };
const NEW_PASSWORD = "quiet harbour lantern 7";

async function askFor(email: string): Promise<string> {
  expect((await desk.post("/accounts/forgot-password", { email })).status).toBe(202);
  return tokenOf(await desk.mails(email));
}
const reset = (token: string, password = NEW_PASSWORD) =>
  desk.post("/accounts/reset-password", { token, password });
const logIn = async (email: string, password: string) =>
  (await desk.post("/accounts/log-in", { email, password })).status;

test("a forgotten password is replaced by the mailed link, and all sessions end", async () => {
  const email = newAddress();
  const sessions = [
    await desk.join(email),
    (await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD })).cookie ?? "",
  ];
  const token = await askFor(email);
  expect((await desk.mails(email))[0]?.links[0]).toBe(`${PUBLIC_URL}/reset-password#token=${token}`);
  const answer = await reset(token);
  expect([answer.status, answer.body, answer.cookie]).toEqual([200, { status: "password-changed" }, null]);
  for (const cookie of sessions) expect((await desk.get("/accounts/me", { cookie })).status).toBe(401);
  expect([await logIn(email, GOOD_PASSWORD), await logIn(email, NEW_PASSWORD)]).toEqual([401, 200]);
  expect((await desk.mails(email))[0]?.subject).toContain("was changed");
  const entries = (await desk.database.select().from(auditEntries)).filter((entry) => entry.actor === email);
  expect(entries.map((entry) => entry.action)).toContain("account.password-changed");
});

test("an unknown address gets the same answer, in the same time, and no mail", async () => {
  const known = newAddress();
  await desk.join(known);
  const timed = async (email: string) => {
    const start = performance.now();
    const { status, body } = await desk.post("/accounts/forgot-password", { email });
    return { status, body, ms: performance.now() - start };
  };
  const [one, other] = [await timed(known), await timed("nobody@example.com")];
  expect([other.status, other.body]).toEqual([one.status, one.body]);
  for (const { ms } of [one, other]) expect(ms).toBeGreaterThan(245);
  expect(await desk.mails("nobody@example.com")).toEqual([]);
});

test("a link works once, also for two who use it at the same moment", async () => {
  const email = newAddress();
  await desk.join(email);
  const token = await askFor(email);
  const passwords = ["first of the two 11", "second of the two 22", "third of the two 33"];
  const answers = await Promise.all(passwords.map((password) => reset(token, password)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400]);
  const winner = passwords[answers.findIndex((answer) => answer.status === 200)] ?? "";
  expect(await logIn(email, winner)).toBe(200);
  expect((await reset(token)).body.code).toBe("link-not-valid");
});

test("using one link voids the account's others, also at the same moment", async () => {
  const email = newAddress();
  await desk.join(email);
  const tokens = [await askFor(email), await askFor(email), await askFor(email)];
  const answers = await Promise.all(tokens.map((token) => reset(token)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400]);
});

test("a link is dead after an hour", async () => {
  const email = newAddress();
  await desk.join(email);
  const token = await askFor(email);
  desk.advance(3_600_000);
  expect((await reset(token)).body.code).toBe("link-not-valid");
  expect(await logIn(email, GOOD_PASSWORD)).toBe(200);
});

test("a link of one account changes no other, and one to confirm an address resets nothing", async () => {
  const [mine, others] = [newAddress(), newAddress()];
  await desk.join(mine);
  await desk.join(others);
  await reset(await askFor(mine));
  expect([await logIn(others, GOOD_PASSWORD), await logIn(others, NEW_PASSWORD)]).toEqual([200, 401]);
  const email = newAddress();
  await desk.post("/accounts/sign-up", { name: "Ada", company: "ACME", email, password: GOOD_PASSWORD });
  expect((await reset(tokenOf(await desk.mails(email)))).body.code).toBe("link-not-valid");
  const resetToken = await askFor(mine);
  const confirmed = await desk.post("/accounts/confirm-email", {
    token: resetToken,
    password: GOOD_PASSWORD,
  });
  expect(confirmed.body.code).toBe("link-not-valid");
});

test("a weak password is refused and the link still works", async () => {
  const email = newAddress();
  await desk.join(email);
  const token = await askFor(email);
  const weak = await reset(token, "ACME Bank 2026");
  expect([weak.status, weak.body.code]).toEqual([400, "password-too-weak"]);
  expect((await reset(token)).status).toBe(200);
});

test("a log-in that was checking the old password while it was replaced is refused", async () => {
  const email = newAddress();
  await desk.join(email);
  const other = await desk.database.$client.connect();
  try {
    await other.query("begin");
    await other.query("select 1 from accounts where email = $1 for update", [email]);
    const answer = desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD });
    await vi.waitFor(async () => {
      const waiting = await other.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      expect(waiting.rowCount).toBe(1);
    }, PATIENT);
    await other.query("update accounts set password_hash = 'another' where email = $1", [email]);
    await other.query("commit");
    expect((await answer).status).toBe(401);
  } finally {
    other.release();
  }
});

test("whoever locked themselves out by guessing logs in with the new password", async () => {
  const email = newAddress();
  await desk.join(email);
  for (let count = 0; count < 6; count += 1) await logIn(email, `not any more ${count}`);
  expect(await logIn(email, GOOD_PASSWORD)).toBe(429);
  await reset(await askFor(email));
  expect(await logIn(email, NEW_PASSWORD)).toBe(200);
});
