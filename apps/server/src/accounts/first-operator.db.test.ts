import { afterEach, beforeEach, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { ensureFirstOperatorLink } from "./first-operator.ts";
import { accounts, oneTimeLinks } from "./tables.ts";
import { type Desk, GOOD_PASSWORD, openDesk, PUBLIC_URL, tokenOf } from "./testing/desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const link = () =>
  ensureFirstOperatorLink({ database: desk.database, publicUrl: PUBLIC_URL, clock: desk.now });
const tokenIn = (url: string | null) => /#token=([\w-]{43})$/.exec(url ?? "")?.[1] ?? "";
const signUp = (token: string, email = "operator@example.com", password = GOOD_PASSWORD) =>
  desk.post("/accounts/operator-sign-up", { token, name: "Grace", email, password });
const operators = async () => (await desk.database.select().from(accounts)).filter((row) => row.operator);

test("the printed link makes the first operator, who is logged in; then there is no link any more", async () => {
  const url = await link();
  expect(url).toMatch(/^https:\/\/desk\.example\/operator\/first#token=[\w-]{43}$/);
  const answer = await signUp(tokenIn(url));
  expect(answer.status).toBe(201);
  expect(answer.body.account).toMatchObject({ operator: true, company: null, email: "operator@example.com" });
  const me = await desk.get("/accounts/me", { cookie: answer.cookie ?? "" });
  expect(me.body.account?.operator).toBe(true);
  expect(await link()).toBeNull();
  expect((await signUp(tokenIn(url), "other@example.com")).body.code).toBe("link-not-valid");
  const actions = (await desk.database.select().from(auditEntries)).map((entry) => entry.action);
  expect(actions).toEqual(["first-operator.link-made", "account.created", "account.logged-in"]);
});

test("of many who use the link at the same moment one becomes the operator", async () => {
  const token = tokenIn(await link());
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, count) => signUp(token, `operator-${count}@example.com`)),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 400, 400, 400, 400, 400]);
  expect(await operators()).toHaveLength(1);
});

test("each start voids the link of the one before, and starts at once leave one that works", async () => {
  const first = await link();
  const all = await Promise.all([link(), link(), link()]);
  expect(await desk.database.$count(oneTimeLinks)).toBe(1);
  expect((await signUp(tokenIn(first))).body.code).toBe("link-not-valid");
  const statuses: number[] = [];
  for (const [count, url] of all.entries())
    statuses.push((await signUp(tokenIn(url), `operator-${count}@example.com`)).status);
  expect(statuses.sort()).toEqual([201, 400, 400]);
  expect(await operators()).toHaveLength(1);
});

test("the link is dead after 24 hours", async () => {
  const token = tokenIn(await link());
  desk.advance(24 * 3_600_000);
  expect((await signUp(token)).body.code).toBe("link-not-valid");
});

test("a link to reset a password makes no operator, and the operator's link resets no password", async () => {
  await desk.join("partner@example.com");
  await desk.post("/accounts/forgot-password", { email: "partner@example.com" });
  const token = tokenOf(await desk.mails("partner@example.com"));
  expect((await signUp(token)).body.code).toBe("link-not-valid");
  expect(await operators()).toEqual([]);
  const printed = tokenIn(await link());
  const reset = await desk.post("/accounts/reset-password", { token: printed, password: GOOD_PASSWORD });
  expect(reset.body.code).toBe("link-not-valid");
});

test("a refused password or address leaves the link as it was", async () => {
  await desk.join("partner@example.com");
  const token = tokenIn(await link());
  expect((await signUp(token, "operator@example.com", "short")).body.code).toBe("password-too-weak");
  const taken = await signUp(token, "partner@example.com");
  expect([taken.status, taken.body.errors?.[0]?.pointer]).toEqual([400, "/email"]);
  expect((await signUp(token)).status).toBe(201);
});

test("nobody becomes an operator by signing up, whatever the request says", async () => {
  const email = "ada@example.com";
  const answer = await desk.post("/accounts/sign-up", {
    name: "Ada",
    company: "ACME",
    email,
    password: GOOD_PASSWORD,
    operator: true,
  });
  expect(answer.status).toBe(202);
  await desk.join(email);
  expect(await operators()).toEqual([]);
  expect((await signUp("A".repeat(43))).body.code).toBe("link-not-valid");
});
