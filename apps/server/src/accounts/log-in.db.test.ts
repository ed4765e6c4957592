import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, GOOD_PASSWORD, newAddress, newSource, openDesk, tokenOf } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const me = async (cookie: string) => (await desk.get("/accounts/me", { cookie })).status;

test("a person logs in with the address in any case, and the cookie is out of scripts' reach", async () => {
  const email = newAddress();
  await desk.join(email);
  const answer = await desk.post("/accounts/log-in", {
    email: ` ${email.toUpperCase()} `,
    password: GOOD_PASSWORD,
  });
  expect(answer.status).toBe(200);
  expect(answer.body.account?.email).toBe(email);
  expect(answer.setCookie).toMatch(
    /^gatehouse\.session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(await me(answer.cookie ?? "")).toBe(200);
});

test("in production the cookie goes over HTTPS only and belongs to this host", async () => {
  const email = newAddress();
  await desk.join(email);
  const app = await desk.restart({ production: true });
  const answer = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD }, { app });
  expect(answer.setCookie).toMatch(/^__Host-gatehouse\.session=[\w-]{43};/);
  expect(answer.setCookie).toContain("Secure");
  expect(answer.setCookie).toContain("Path=/");
  expect(answer.setCookie).not.toContain("Domain");
  expect((await desk.get("/accounts/me", { app, cookie: answer.cookie ?? "" })).status).toBe(200);
  const without = (answer.cookie ?? "").replace("__Host-", "");
  expect((await desk.get("/accounts/me", { app, cookie: without })).status).toBe(401);
});

test("a wrong password and an unknown address get one and the same answer", async () => {
  const email = newAddress();
  await desk.join(email);
  const answers = [
    await desk.post("/accounts/log-in", { email, password: "not this one at all" }, { address: newSource() }),
    await desk.post(
      "/accounts/log-in",
      { email: "nobody@example.com", password: GOOD_PASSWORD },
      { address: newSource() },
    ),
  ];
  for (const answer of answers) {
    const { requestId: _ours, ...body } = answer.body;
    expect([answer.status, answer.cookie, body]).toEqual([
      401,
      null,
      {
        type: "urn:gatehouse:problem:wrong-credentials",
        title: "The e-mail address or the password is wrong",
        status: 401,
        detail:
          "The e-mail address or the password is wrong. If you have just signed up, open the link in our mail first.",
        code: "wrong-credentials",
      },
    ]);
  }
});

test("an unknown address takes as long as a wrong password", async () => {
  const email = newAddress();
  await desk.join(email);
  const times: Record<string, number[]> = { [email]: [], "nobody@example.com": [] };
  for (let count = 0; count < 25; count += 1) {
    // In turn, so that a machine that gets slower is slower for both.
    for (const [address, taken] of Object.entries(times)) {
      const start = performance.now();
      await desk.post(
        "/accounts/log-in",
        { email: address, password: "not this one at all" },
        { address: newSource() },
      );
      taken.push(performance.now() - start);
    }
  }
  const [known = 0, unknown = 0] = Object.values(times).map((taken) => taken.sort((a, b) => a - b)[12] ?? 0);
  // Without the hash of nobody's password the unknown address would take a small part of the time.
  expect(unknown / known).toBeGreaterThan(0.6);
  expect(unknown / known).toBeLessThan(1.7);
});

test("the sixth attempt is refused, from this source only, and the right password doesn't help", async () => {
  const email = newAddress();
  await desk.join(email);
  const address = newSource();
  for (let count = 0; count < 5; count += 1) {
    const answer = await desk.post(
      "/accounts/log-in",
      { email, password: `wrong guess no ${count}` },
      { address },
    );
    expect(answer.status).toBe(401);
  }
  const sixth = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD }, { address });
  expect([sixth.status, sixth.body.code]).toEqual([429, "too-many-attempts"]);
  expect(Number(sixth.headers["retry-after"])).toBeGreaterThan(890);
  expect(Number(sixth.headers["retry-after"])).toBeLessThanOrEqual(900);
  const owner = await desk.post(
    "/accounts/log-in",
    { email, password: GOOD_PASSWORD },
    { address: newSource() },
  );
  expect(owner.status).toBe(200);

  const restarted = await desk.restart();
  const after = await desk.post(
    "/accounts/log-in",
    { email, password: GOOD_PASSWORD },
    { address, app: restarted },
  );
  expect(after.status).toBe(429);

  desk.advance(15 * 60_000 + 1);
  const later = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD }, { address });
  expect(later.status).toBe(200);
});

test("guesses made all at once count as many", async () => {
  const email = newAddress();
  await desk.join(email);
  const address = newSource();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, count) =>
      desk.post("/accounts/log-in", { email, password: `wrong guess no ${count}` }, { address }),
    ),
  );
  expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
  expect(answers.filter((answer) => answer.status === 429)).toHaveLength(15);
});

test("trying on doesn't make the wait longer, and an unknown address is limited alike", async () => {
  const address = newSource();
  const attempt = () =>
    desk.post(
      "/accounts/log-in",
      { email: "nobody-else@example.com", password: "a guess or two" },
      { address },
    );
  for (let count = 0; count < 20; count += 1) await attempt();
  desk.advance(14 * 60_000);
  const refused = await attempt();
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "60"]);
  desk.advance(60_000);
  expect((await attempt()).status).toBe(401);
});

test("a source that goes through many accounts is stopped after fifty", async () => {
  const address = newSource();
  const statuses: number[] = [];
  for (let count = 0; count < 52; count += 1) {
    const email = `guess-${count}@example.com`;
    statuses.push(
      (await desk.post("/accounts/log-in", { email, password: "one guess each" }, { address })).status,
    );
  }
  expect(statuses.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => 401));
  expect(statuses.slice(50)).toEqual([429, 429]);
});

test("guesses at one account from ever new sources are stopped too, until its owner resets the password", async () => {
  const email = newAddress();
  await desk.join(email);
  const guess = (password: string) =>
    desk.post("/accounts/log-in", { email, password }, { address: newSource() });
  const statuses = new Set<number>();
  for (let count = 0; count < 200; count += 1) statuses.add((await guess(`wrong guess no ${count}`)).status);
  expect([...statuses]).toEqual([401]);
  expect((await guess(GOOD_PASSWORD)).status).toBe(429);
  await desk.post("/accounts/forgot-password", { email });
  const password = "another lake 99 boat";
  const token = tokenOf(await desk.mails(email));
  expect((await desk.post("/accounts/reset-password", { token, password })).status).toBe(200);
  expect((await guess(password)).status).toBe(200);
});

test("those who log in well are not counted as guessing", async () => {
  const email = newAddress();
  await desk.join(email);
  const address = newSource();
  for (let count = 0; count < 60; count += 1) {
    const answer = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD }, { address });
    expect(answer.status).toBe(200);
  }
});

test("one network of IPv6 is one source", async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    const answer = await desk.post(
      "/accounts/log-in",
      { email: "six@example.com", password: "a guess or two" },
      { address: `2001:db8:1:2::${count + 1}` },
    );
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

test("a session that someone planted in the browser is not taken over, and is ended", async () => {
  const email = newAddress();
  const planted = await desk.join(newAddress());
  await desk.join(email);
  const answer = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD }, { cookie: planted });
  expect(answer.cookie).not.toBe(planted);
  expect(await me(planted)).toBe(401);
  const madeUp = `gatehouse.session=${"A".repeat(43)}`;
  const other = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD }, { cookie: madeUp });
  expect(other.cookie).not.toBe(madeUp);
  expect(await me(madeUp)).toBe(401);
});

test("logging out ends the session on the server, not only in the browser", async () => {
  const cookie = await desk.join(newAddress());
  const answer = await desk.post("/accounts/log-out", {}, { cookie });
  expect(answer.status).toBe(204);
  expect(answer.setCookie).toMatch(/^gatehouse\.session=;.*Expires=Thu, 01 Jan 1970/);
  expect(await me(cookie)).toBe(401);
  expect((await desk.post("/accounts/log-out", {}, { cookie })).status).toBe(204);
});

test("logging out leaves the account's other sessions", async () => {
  const email = newAddress();
  const first = await desk.join(email);
  const second = (await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD })).cookie ?? "";
  await desk.post("/accounts/log-out", {}, { cookie: second });
  expect([await me(first), await me(second)]).toEqual([200, 401]);
});

test("a session ends after 12 hours without a request, and after 7 days in any case", async () => {
  const idle = await desk.join(newAddress());
  const used = await desk.join(newAddress());
  for (let hours = 0; hours < 7 * 24; hours += 8) {
    expect(await me(used)).toBe(200);
    desk.advance(8 * 3_600_000);
    if (hours === 8) expect(await me(idle)).toBe(401);
  }
  desk.advance(1);
  expect(await me(used)).toBe(401);
});

test.each(["", "x", "A".repeat(43), "A".repeat(5_000), "%00", '"; drop table sessions'])(
  "a cookie that is no session is nobody: %j",
  async (value) => {
    const answer = await desk.get("/accounts/me", { cookie: `gatehouse.session=${value}` });
    expect([answer.status, answer.body.code]).toEqual([401, "not-logged-in"]);
  },
);
