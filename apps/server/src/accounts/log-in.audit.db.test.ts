import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { ATTEMPT_LIMITS } from "./limit-attempts.ts";
import { type Desk, GOOD_PASSWORD, newAddress, newSource, openDesk } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const trailOf = (actor: string) =>
  desk.database
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.chain, "operations"), eq(auditEntries.actor, actor)))
    .orderBy(asc(auditEntries.number));
const logIn = (email: string, password: string, address: string) =>
  desk.post("/accounts/log-in", { email, password }, { address });

test("each failed log-in is written down, of an account and of an address that has none", async () => {
  const [email, unknown, address] = [newAddress(), newAddress(), newSource()];
  await desk.join(email);
  await logIn(email, "not this one at all", address);
  await logIn(unknown, GOOD_PASSWORD, address);
  const failed = (await trailOf(email)).at(-1);
  expect(failed).toMatchObject({ action: "account.log-in-failed", address, accountId: null });
  expect(failed?.subject).toMatch(/^account:[0-9a-f-]{36}$/);
  expect(await trailOf(unknown)).toMatchObject([
    { action: "account.log-in-failed", address, subject: "account:none", before: null, after: null },
  ]);
});

test("a flood of refused log-ins leaves one entry in its window, which names the limit", async () => {
  const [email, address] = [newAddress(), newSource()];
  const { count, windowMs } = ATTEMPT_LIMITS["log-in"];
  for (let attempt = 0; attempt < count; attempt += 1) await logIn(email, "wrong", address);
  const answers = await Promise.all(Array.from({ length: 10 }, () => logIn(email, "wrong", address)));
  expect(answers.every(({ status }) => status === 429)).toBe(true);
  const limited = async () =>
    (await trailOf(email)).filter(({ action }) => action === "account.attempts-limited");
  expect(await limited()).toMatchObject([{ subject: "limit:log-in", after: { limit: "log-in" }, address }]);
  desk.advance(windowMs);
  for (let attempt = 0; attempt <= count; attempt += 1) await logIn(email, "wrong", address);
  expect(await limited()).toHaveLength(2);
});

test("no entry holds a password that was typed", async () => {
  await logIn(newAddress(), "a very secret typing", newSource());
  expect(JSON.stringify(await desk.database.select().from(auditEntries))).not.toContain("very secret typing");
});
