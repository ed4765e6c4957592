import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MOST_SESSIONS } from "./rules.ts";
import { startSession } from "./sessions.ts";
import { findAccount } from "./store.ts";
import { sessions } from "./tables.ts";
import { type Desk, type From, GOOD_PASSWORD, newAddress, newSource, openDesk } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const password = GOOD_PASSWORD;
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0";
const MINUTE_MS = 60_000;

interface Listed {
  readonly id: string;
  readonly device: string;
  readonly current: boolean;
}

async function logIn(email: string, from: From = {}): Promise<string> {
  const answer = await desk.post("/accounts/log-in", { email, password }, from);
  if (answer.cookie === null) throw new Error(`no session: ${JSON.stringify(answer.body)}`);
  return answer.cookie;
}

async function list(cookie: string): Promise<Listed[]> {
  const answer = await desk.get("/accounts/me/sessions", { cookie });
  expect(answer.status).toBe(200);
  return answer.body.items as unknown as Listed[];
}
const stateOf = async (cookie: string) => (await desk.get("/accounts/me", { cookie })).status;
const newPerson = async () => {
  const email = newAddress();
  return { email, here: await desk.join(email) };
};

test("each session is listed with device, address, beginning and last use, and the one that asks is marked", async () => {
  const { email, here } = await newPerson();
  desk.advance(10 * MINUTE_MS);
  const begunAt = desk.now().toISOString();
  const there = await logIn(email, { address: "203.0.113.9", userAgent: FIREFOX });
  const listed = { device: "Firefox on Windows", address: "203.0.113.9", begunAt, lastSeenAt: begunAt };
  expect(await list(here)).toMatchObject([{ ...listed, current: false }, { current: true }]);
  expect((await list(there)).find(({ current }) => current)).toMatchObject(listed);
  desk.advance(10 * MINUTE_MS);
  await stateOf(there);
  expect((await list(there))[0]).toMatchObject({ ...listed, lastSeenAt: desk.now().toISOString() });
});

test("no answer holds a token or what is stored of it", async () => {
  const { email, here } = await newPerson();
  const there = await logIn(email);
  const { body } = await desk.get("/accounts/me/sessions", { cookie: here });
  const hashes = (await desk.database.select().from(sessions)).map(({ tokenHash }) => tokenHash);
  const answer = JSON.stringify(body);
  for (const cookie of [here, there]) expect(answer).not.toContain(cookie.split("=")[1]);
  for (const hash of hashes) {
    for (const form of ["hex", "base64", "base64url"] as const)
      expect(answer).not.toContain(hash.toString(form));
  }
});

test("one is ended at once, and the others go on", async () => {
  const { email, here } = await newPerson();
  const [there, third] = [await logIn(email, { userAgent: FIREFOX }), await logIn(email)];
  const lost = (await list(here)).find(({ device }) => device.startsWith("Firefox"));
  const end = () => desk.remove(`/accounts/me/sessions/${lost?.id}`, { cookie: here });
  expect((await end()).status).toBe(204);
  expect(await Promise.all([here, there, third].map(stateOf))).toEqual([200, 401, 200]);
  expect((await end()).status).toBe(404);
});

test("nobody ends a session of somebody else, or learns that there is one", async () => {
  const [ada, eve] = [await newPerson(), await newPerson()];
  const [session] = await list(ada.here);
  const answer = await desk.remove(`/accounts/me/sessions/${session?.id}`, { cookie: eve.here });
  expect(answer).toMatchObject({ status: 404, body: { code: "not-found" } });
  expect(await stateOf(ada.here)).toBe(200);
  expect((await desk.remove(`/accounts/me/sessions/${session?.id}`)).status).toBe(401);
});

test("all others are ended together, of this account alone", async () => {
  const [ada, eve] = [await newPerson(), await newPerson()];
  const others = [await logIn(ada.email), await logIn(ada.email)];
  const answer = await desk.post("/accounts/me/sessions/end-others", {}, { cookie: ada.here });
  expect(answer.body).toEqual({ ended: 2 });
  expect(await Promise.all([ada.here, eve.here, ...others].map(stateOf))).toEqual([200, 200, 401, 401]);
});

test("sessions that have run out are not listed", async () => {
  const { email, here } = await newPerson();
  await logIn(email);
  for (let hour = 0; hour < 13; hour += 1) {
    desk.advance(60 * MINUTE_MS);
    await stateOf(here);
  }
  expect(await list(here)).toHaveLength(1);
});

test("an account has so many sessions and no more: the one that was still for longest makes room", async () => {
  const { email, here } = await newPerson();
  const account = await findAccount(desk.database, email);
  const begin = () =>
    desk.database.transaction((tx) =>
      startSession(tx, account?.id ?? "", { address: newSource(), device: "a test" }, desk.now()),
    );
  desk.advance(MINUTE_MS);
  for (let made = 1; made < MOST_SESSIONS; made += 1) await begin();
  expect(await stateOf(here)).toBe(200);
  await begin();
  expect(await stateOf(here)).toBe(401);
  const rows = await desk.database
    .select()
    .from(sessions)
    .where(eq(sessions.accountId, account?.id ?? ""));
  expect(rows).toHaveLength(MOST_SESSIONS);
});

test("a new password is taken for the old one, ends the other sessions and voids the links of mails", async () => {
  const { email, here } = await newPerson();
  const there = await logIn(email);
  await desk.post("/accounts/forgot-password", { email });
  const link = /#token=([\w-]{43})/.exec((await desk.mails(email))[0]?.links[0] ?? "")?.[1];
  const newPassword = "quiet harbor lantern 77";
  const change = (body: object) => desk.post("/accounts/me/password", body, { cookie: here });
  expect(await change({ password: "not it at all", newPassword })).toMatchObject({
    status: 400,
    body: { code: "wrong-password" },
  });
  expect(await change({ password, newPassword: "12345678" })).toMatchObject({
    status: 400,
    body: { code: "password-too-weak", errors: [{ pointer: "/newPassword" }] },
  });
  expect(await Promise.all([here, there].map(stateOf))).toEqual([200, 200]);
  expect((await change({ password, newPassword })).status).toBe(204);
  expect(await Promise.all([here, there].map(stateOf))).toEqual([200, 401]);
  expect((await desk.post("/accounts/log-in", { email, password })).status).toBe(401);
  expect((await desk.post("/accounts/log-in", { email, password: newPassword })).status).toBe(200);
  expect((await desk.post("/accounts/reset-password", { token: link, password: newPassword })).status).toBe(
    400,
  );
  expect((await desk.mails(email))[0]?.text).toContain("all sessions but the one that did it");
});

test("of two new passwords at the same moment one is taken: what the other has proven is the password no more", async () => {
  const { here } = await newPerson();
  const candidates = ["quiet harbor lantern 77", "amber violin meadow 31"];
  const answers = await Promise.all(
    candidates.map((newPassword) =>
      desk.post("/accounts/me/password", { password, newPassword }, { cookie: here }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
});
