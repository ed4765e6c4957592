import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../../audit/tables.ts";
import { loadConfig } from "../../config.ts";
import { fromBase32 } from "../second-factor/testing/from-base32.ts";
import { codeOf } from "../second-factor/totp.ts";
import { identities, identityFlows } from "../tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, PUBLIC_URL } from "../testing/desk.ts";
import { type LocalProvider, startLocalProvider } from "./testing/local-provider.ts";

/* Against an OpenID provider of another maker, which people log in at by forms. */

let provider: LocalProvider;
let desk: Desk;
beforeAll(async () => {
  provider = await startLocalProvider();
  provider.register(PUBLIC_URL);
  desk = await openDesk(loadConfig(provider.settings).identity);
});
afterAll(async () => {
  await desk?.close();
  await provider?.stop();
});

const password = GOOD_PASSWORD;
// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
const bodyOf = (answer: { body: unknown }): any => answer.body;
let subjects = 0;
const newSubject = () => {
  subjects += 1;
  return `subject-${subjects}`;
};

/** Goes to the service and comes back: with the query, and the cookies that finishing needs. */
async function goAs(subject: string, begin: string, body: object, cookie = "") {
  const begun = await desk.post(begin, body, { cookie });
  expect([begun.status, begun.body.detail]).toEqual([200, undefined]);
  const query = await provider.visit(bodyOf(begun).address, subject);
  return { query, cookie: [cookie, ...begun.cookies].filter(Boolean).join("; ") };
}
const goToLogIn = (subject: string) => goAs(subject, "/accounts/log-in/identity/begin", {});
const logIn = (back: { query: string; cookie: string }) =>
  desk.post("/accounts/log-in/identity", { query: back.query }, { cookie: back.cookie });
const goToLink = (subject: string, cookie: string) =>
  goAs(subject, "/accounts/me/identity/begin", { password }, cookie);
const link = (back: { query: string; cookie: string }) =>
  desk.post("/accounts/me/identity", { query: back.query }, { cookie: back.cookie });

/** Somebody who has linked a subject. */
async function linked() {
  const [email, subject] = [newAddress(), newSubject()];
  const cookie = await desk.join(email);
  expect((await link(await goToLink(subject, cookie))).status).toBe(204);
  return { email, subject, cookie };
}

test("whoever has linked an identity logs in by it, and is told by mail that it opens the account", async () => {
  const { email, subject, cookie } = await linked();
  expect((await desk.mails(email))[0]?.subject).toContain("ACME Identity opens your account");
  const answer = await logIn(await goToLogIn(subject));
  expect(answer).toMatchObject({ status: 200, body: { account: { email }, secondFactor: null } });
  expect((await desk.get("/accounts/me", { cookie: answer.cookie ?? "" })).body.account?.email).toBe(email);
  expect(bodyOf(await desk.get("/accounts/me/identity", { cookie }))).toMatchObject({
    service: { name: "ACME Identity" },
    linkedAt: expect.any(String),
  });
});

test("an equal mail address opens no account, confirmed or not", async () => {
  const email = newAddress();
  await desk.join(email);
  const subject = newSubject();
  provider.tell(subject, { email, email_verified: true });
  const answer = await logIn(await goToLogIn(subject));
  expect(answer).toMatchObject({ status: 403, body: { code: "identity-not-linked" } });
  expect(answer.cookie).not.toContain("gatehouse.session");
  expect(await desk.database.select().from(identities).where(eq(identities.subject, subject))).toEqual([]);
});

test("an answer counts once, also when it is brought many times at the same moment", async () => {
  const { subject } = await linked();
  const back = await goToLogIn(subject);
  const answers = await Promise.all([logIn(back), logIn(back), logIn(back)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
});

test("an answer that another browser brings fits nothing: nobody is logged in as somebody else", async () => {
  const [ada, eve] = [await linked(), await linked()];
  const [ofAda, ofEve] = [await goToLogIn(ada.subject), await goToLogIn(eve.subject)];
  const crossed = await logIn({ query: ofEve.query, cookie: ofAda.cookie });
  expect(crossed).toMatchObject({ status: 400, body: { code: "identity-refused" } });
  expect((await logIn({ query: ofEve.query, cookie: "" })).status).toBe(401);
});

test("an answer is dead after ten minutes", async () => {
  const { subject } = await linked();
  const back = await goToLogIn(subject);
  desk.advance(10 * 60_000 + 1);
  expect(await logIn(back)).toMatchObject({ status: 401, body: { code: "log-in-expired" } });
});

test("an identity is linked to the account that asked with its password, and not by an answer for a log-in", async () => {
  const [ada, eve] = [await desk.join(newAddress()), await desk.join(newAddress())];
  const wrong = await desk.post("/accounts/me/identity/begin", { password: "not it" }, { cookie: ada });
  expect(wrong).toMatchObject({ status: 400, body: { code: "wrong-password" } });
  const back = await goToLink(newSubject(), ada);
  const flow = back.cookie.split("; ").find((one) => one.startsWith("gatehouse.identity=")) ?? "";
  expect((await link({ query: back.query, cookie: `${eve}; ${flow}` })).status).toBe(401);
  const forLogIn = await goToLogIn(newSubject());
  expect((await link({ query: forLogIn.query, cookie: `${ada}; ${forLogIn.cookie}` })).status).toBe(401);
});

test("an identity opens one account: a second one can't link it, also at the same moment", async () => {
  const subject = newSubject();
  const cookies = [await desk.join(newAddress()), await desk.join(newAddress())];
  const backs = [];
  for (const cookie of cookies) backs.push(await goToLink(subject, cookie));
  const answers = await Promise.all(backs.map(link));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  const again = await link(await goToLink(newSubject(), (await linked()).cookie));
  expect(again).toMatchObject({ status: 409, body: { code: "identity-taken" } });
});

test("unlinked, by the password, it opens the account no more", async () => {
  const { email, subject, cookie } = await linked();
  const unlink = (typed: string) =>
    desk.post("/accounts/me/identity/unlink", { password: typed }, { cookie });
  expect((await unlink("not it")).status).toBe(400);
  expect((await unlink(password)).status).toBe(204);
  expect((await logIn(await goToLogIn(subject))).status).toBe(403);
  expect((await desk.mails(email))[0]?.subject).toContain("does not open your account");
});

test("an authenticator app is asked for after the identity service as well", async () => {
  const { email, subject, cookie } = await linked();
  const begun = await desk.post("/accounts/me/second-factor", { password }, { cookie });
  const code = () => codeOf(fromBase32(bodyOf(begun).secret), Math.floor(desk.now().getTime() / 30_000));
  await desk.post("/accounts/me/second-factor/confirm", { code: code() }, { cookie });
  desk.advance(30_000);
  const answer = await logIn(await goToLogIn(subject));
  expect(answer).toMatchObject({ status: 200, body: { account: null } });
  const { ticket } = bodyOf(answer).secondFactor;
  const second = await desk.post("/accounts/log-in/second-factor", { ticket, code: code() });
  expect(second).toMatchObject({ status: 200, body: { account: { email } } });
});

test("what the browser is sent away with holds no secret, and what rests could finish no log-in", async () => {
  const begun = await desk.post("/accounts/log-in/identity/begin", {});
  const { searchParams } = new URL(bodyOf(begun).address);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    redirect_uri: `${PUBLIC_URL}/identity`,
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(begun.setCookie).toMatch(/^gatehouse\.identity=[\w-]{43};.*HttpOnly; SameSite=Lax/);
  const token = begun.cookie?.split("=")[1] ?? "";
  expect(bodyOf(begun).address).not.toContain(token);
  const rows = await desk.database.select().from(identityFlows);
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify([rows, await desk.database.select().from(auditEntries)])).not.toContain(token);
});

test("where no service is set up there is no button and nothing to begin", async () => {
  expect((await desk.get("/accounts/identity-service")).body).toMatchObject({
    service: { name: "ACME Identity" },
  });
  const plain = await openDesk();
  expect((await plain.get("/accounts/identity-service")).body).toMatchObject({ service: null });
  expect((await plain.post("/accounts/log-in/identity/begin", {})).status).toBe(404);
  await plain.close();
});
