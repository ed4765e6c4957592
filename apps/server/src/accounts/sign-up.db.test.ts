import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { companies } from "../companies/tables.ts";
import { accounts, signUps } from "./tables.ts";
import {
  type Desk,
  GOOD_PASSWORD,
  newAddress,
  newSource,
  openDesk,
  PUBLIC_URL,
  tokenOf,
} from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const form = (email: string, more: object = {}) => ({
  name: "Ada Byron",
  company: "ACME Bank",
  email,
  password: GOOD_PASSWORD,
  ...more,
});
const confirm = (token: string, password = GOOD_PASSWORD, from = {}) =>
  desk.post("/accounts/confirm-email", { token, password }, from);
const accountsWith = async (email: string) =>
  (await desk.database.select().from(accounts)).filter((row) => row.email === email);

test("a person signs up, opens the link, and is logged in", async () => {
  const email = newAddress();
  const answer = await desk.post("/accounts/sign-up", form(email));
  expect([answer.status, answer.body]).toEqual([202, { status: "confirm-email" }]);
  expect(await accountsWith(email)).toEqual([]);
  const [mail] = await desk.mails(email);
  expect(mail?.links[0]).toMatch(new RegExp(`^${PUBLIC_URL}/confirm-email#token=[\\w-]{43}$`));
  const confirmed = await confirm(tokenOf(await desk.mails(email)));
  expect([confirmed.status, confirmed.body]).toEqual([200, { status: "confirmed" }]);
  const me = await desk.get("/accounts/me", { cookie: confirmed.cookie ?? "" });
  expect(me.body).toMatchObject({
    account: {
      name: "Ada Byron",
      email,
      company: { name: "ACME Bank" },
      operator: false,
      emailConfirmed: true,
    },
    provider: { name: "Mastercard", encryptionKeys: true },
    limits: { projects: 30 },
  });
});

test("every step has its audit entry, with who and from where, and no secret in it", async () => {
  const email = newAddress();
  await desk.join(email);
  const token = tokenOf(await desk.mails(email));
  const entries = (await desk.database.select().from(auditEntries)).filter((entry) => entry.actor === email);
  expect(entries.map((entry) => entry.action).sort()).toEqual([
    "account.created",
    "account.logged-in",
    "account.signed-up",
    "company.created",
  ]);
  expect(new Set(entries.map((entry) => entry.address))).toEqual(new Set(["192.0.2.1"]));
  const text = JSON.stringify(entries);
  for (const secret of [token, GOOD_PASSWORD, "argon2"]) expect(text).not.toContain(secret);
});

test("neither tokens nor passwords rest in the tables as they are", async () => {
  const email = newAddress();
  const cookie = await desk.join(email);
  await desk.post("/accounts/forgot-password", { email });
  const secrets = [GOOD_PASSWORD, cookie.split("=")[1] ?? "-", tokenOf(await desk.mails(email))];
  for (const table of ["accounts", "sign_ups", "one_time_links", "sessions", "attempts", "audit_entries"]) {
    const { rows } = await desk.database.$client.query(`select ${table}::text as row from ${table}`);
    const text = JSON.stringify(rows);
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
});

test("an address with an account gets the same answer and a mail that says so", async () => {
  const email = newAddress();
  await desk.join(email);
  const fresh = await desk.post("/accounts/sign-up", form(newAddress()));
  const known = await desk.post(
    "/accounts/sign-up",
    form(email.toUpperCase(), { password: "another lake 99 boat" }),
  );
  expect([known.status, known.body]).toEqual([fresh.status, fresh.body]);
  const [mail] = await desk.mails(email);
  expect(mail?.subject).toContain("already have an account");
  expect(mail?.text).not.toContain("token=");
  const old = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD });
  expect(old.status).toBe(200);
});

test("a link works once, also for two who open it at the same moment", async () => {
  const email = newAddress();
  await desk.post("/accounts/sign-up", form(email));
  const token = tokenOf(await desk.mails(email));
  const answers = await Promise.all(Array.from({ length: 6 }, () => confirm(token)));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  for (const answer of answers.filter((one) => one.status !== 200)) {
    expect([answer.status, answer.body.code, answer.cookie]).toEqual([400, "link-not-valid", null]);
  }
  expect(await accountsWith(email)).toHaveLength(1);
  expect((await confirm(token)).body.code).toBe("link-not-valid");
});

test("two sign-ups with one address at the same moment end in one account and one company", async () => {
  const email = newAddress();
  const before = await desk.database.$count(companies);
  await Promise.all([
    desk.post("/accounts/sign-up", form(email)),
    desk.post("/accounts/sign-up", form(email.toUpperCase())),
  ]);
  const tokens = (await desk.mails(email)).map((mail) => tokenOf([mail]));
  expect(tokens).toHaveLength(2);
  const answers = await Promise.all(tokens.map((token) => confirm(token)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
  expect(await accountsWith(email)).toHaveLength(1);
  expect((await desk.database.$count(companies)) - before).toBe(1);
});

test("a stranger who signs up with another's address leaves no password under the owner's account", async () => {
  const email = newAddress();
  const strangers = "stranger knows this 1";
  await desk.post("/accounts/sign-up", form(email, { password: strangers }), { address: "203.0.113.9" });
  await desk.post("/accounts/sign-up", form(email));
  const token = tokenOf(await desk.mails(email));
  await desk.post("/accounts/sign-up", form(email, { password: strangers }), { address: "203.0.113.9" });
  expect((await confirm(token)).status).toBe(200);
  expect((await desk.post("/accounts/log-in", { email, password: strangers })).status).toBe(401);
  expect((await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD })).status).toBe(200);
  expect((await desk.database.select().from(signUps)).filter((row) => row.email === email)).toEqual([]);
});

test("a link is dead after 24 hours", async () => {
  const email = newAddress();
  await desk.post("/accounts/sign-up", form(email));
  const token = tokenOf(await desk.mails(email));
  desk.advance(24 * 3_600_000 + 1);
  expect((await confirm(token)).body.code).toBe("link-not-valid");
  expect(await accountsWith(email)).toEqual([]);
});

test("before the link is opened a log-in gets the answer that a wrong one gets, and sends no mail", async () => {
  const email = newAddress();
  await desk.post("/accounts/sign-up", form(email));
  const bodies: unknown[] = [];
  for (const password of [GOOD_PASSWORD, "not this one at all"]) {
    const answer = await desk.post("/accounts/log-in", { email, password });
    expect([answer.status, answer.cookie]).toEqual([401, null]);
    const { requestId: _ours, ...body } = answer.body;
    bodies.push(body);
  }
  expect(bodies[0]).toEqual(bodies[1]);
  expect(await desk.mails(email)).toHaveLength(1);
});

test("a stranger's link doesn't lead the owner of the address into an account with the stranger's password", async () => {
  const email = newAddress();
  await desk.post("/accounts/sign-up", form(email, { password: "stranger knows this 1" }));
  const token = tokenOf(await desk.mails(email));
  const answer = await confirm(token, GOOD_PASSWORD);
  expect([answer.status, answer.body.code, answer.cookie]).toEqual([401, "wrong-credentials", null]);
  expect(answer.body.errors?.[0]?.pointer).toBe("/password");
  expect(await accountsWith(email)).toEqual([]);
});

test("the password of a sign-up can be guessed ten times an hour with its link, wherever from", async () => {
  const email = newAddress();
  await desk.post("/accounts/sign-up", form(email));
  const token = tokenOf(await desk.mails(email));
  const statuses: number[] = [];
  for (let count = 0; count < 11; count += 1) {
    statuses.push((await confirm(token, `wrong guess no ${count}`, { address: newSource() })).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  expect((await confirm(token, GOOD_PASSWORD, { address: newSource() })).status).toBe(429);
});

test("no more than five mails go to one address from one source in an hour, known or not", async () => {
  const known = newAddress();
  await desk.join(known);
  for (const [email, left] of [
    [known, 4],
    [newAddress(), 5],
  ] as const) {
    for (let count = 0; count < left; count += 1)
      expect((await desk.post("/accounts/sign-up", form(email))).status).toBe(202);
    const refused = await desk.post("/accounts/sign-up", form(email));
    expect([refused.status, refused.body.code]).toEqual([429, "too-many-attempts"]);
    expect((await desk.post("/accounts/forgot-password", { email })).status).toBe(429);
    expect(await desk.mails(email)).toHaveLength(email === known ? 5 : 5);
    expect((await desk.post("/accounts/sign-up", form(email), { address: "203.0.113.7" })).status).toBe(202);
  }
});

test.each([
  ["name", "", "Your name is missing."],
  ["name", "x".repeat(300), "Your name may have 100 letters at most."],
  ["name", "<script>alert(1)</script>", "Your name can't hold < or >."],
  ["name", "Ada\0", "Your name holds a character that can't be seen."],
  ["company", "   ", "The company's name is missing."],
  ["company", "ACME\r\nBcc: x@example.com", "The company's name holds a character that can't be seen."],
  ["email", "", "This is not an e-mail address."],
  ["email", "ada", "This is not an e-mail address."],
  ["email", "ada@example.com\r\nBcc: eve@example.com", "This is not an e-mail address."],
  ["email", "ada@example.com,eve@example.com", "This is not an e-mail address."],
  ["email", "Ada <ada@example.com>", "This is not an e-mail address."],
  ["email", "\u212aate@example.com", "This is not an e-mail address."],
  ["email", `${"x".repeat(300)}@example.com`, "The e-mail address may have 254 letters at most."],
  [
    "email",
    `${"x".repeat(65)}@example.com`,
    "The part before the @ may have 64 letters at most, the part behind it 189.",
  ],
  [
    "email",
    `ada@${"x.".repeat(95)}com`,
    "The part before the @ may have 64 letters at most, the part behind it 189.",
  ],
  ["email", ["ada@example.com"], "The e-mail address is missing."],
  ["password", "", "The password is missing."],
  ["password", "x".repeat(10_000), null],
])("refuses %s %j and makes nothing of it", async (field, value, sentence) => {
  const before = await desk.database.$count(signUps);
  const answer = await desk.post("/accounts/sign-up", form(newAddress(), { [field]: value }), {
    address: "198.51.100.1",
  });
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  if (sentence === null) expect(answer.status).toBe(413);
  else {
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual({ pointer: `/${field}`, detail: sentence });
  }
  expect(await desk.database.$count(signUps)).toBe(before);
});

test.each([
  ["short", "short pass1", /12 letters or more/],
  ["tried first", "Password123!!", /tried first/],
  ["the address", "PERSON-17@example.com", /hardly more than/],
  ["the company", "ACME Bank 2026!", /hardly more than/],
])("refuses a password that is %s, and says so at its field", async (_what, password, sentence) => {
  const answer = await desk.post("/accounts/sign-up", form("person-17@example.com", { password }), {
    address: "198.51.100.2",
  });
  expect([answer.status, answer.body.code]).toEqual([400, "password-too-weak"]);
  expect(answer.body.errors?.[0]).toMatchObject({
    pointer: "/password",
    detail: expect.stringMatching(sentence),
  });
  expect(JSON.stringify(answer.body)).not.toContain(password);
});

test("a token that is no token is a link that is not valid", async () => {
  for (const token of ["", "x", "../../etc/passwd", "\0".repeat(43), "a".repeat(43), "' or 1=1 --"]) {
    const answer = await confirm(token);
    expect([answer.status, answer.body.code]).toEqual([400, "link-not-valid"]);
  }
});

test("a page of another site can neither sign anyone up nor log anyone in or out", async () => {
  for (const path of [
    "sign-up",
    "log-in",
    "log-out",
    "confirm-email",
    "reset-password",
    "operator-sign-up",
  ]) {
    const response = await desk.app.inject({
      method: "POST",
      url: `/api/v1/accounts/${path}`,
      headers: { origin: "https://evil.example", host: "desk.example", "content-type": "application/json" },
      payload: form(newAddress()),
    });
    expect([response.statusCode, response.json().code]).toEqual([403, "forbidden-origin"]);
  }
});
