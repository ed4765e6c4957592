import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../../audit/tables.ts";
import { loadConfig } from "../../config.ts";
import { accounts, identities } from "../tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, newSource, openDesk, PUBLIC_URL } from "../testing/desk.ts";
import { type LocalProvider, startLocalProvider } from "./testing/local-provider.ts";

/* Signing up by an OpenID provider of another maker: it makes accounts of addresses that it has verified, and takes none over. */

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

// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
const bodyOf = (answer: { body: unknown }): any => answer.body;
/** The cookie of the way there is taken back, and none of a session is set. */
const NO_SESSION = "gatehouse.identity=";
const BEGIN = "/accounts/sign-up/identity/begin";

/** Goes to the service and comes back. */
async function go(subject: string, body: object = { company: "Loom & Thread" }, begin = BEGIN) {
  const address = newSource();
  const begun = await desk.post(begin, body, { address });
  expect([begun.status, begun.body.detail]).toEqual([200, undefined]);
  const query = await provider.visit(bodyOf(begun).address, subject);
  return { query, address, cookie: begun.cookies.join("; ") };
}
type Back = Awaited<ReturnType<typeof go>>;
const finish = ({ query, ...from }: Back, path = "/accounts/sign-up/identity") =>
  desk.post(path, { query }, from);
async function signUp(subject: string, claims: Readonly<Record<string, unknown>>, body?: object) {
  provider.tell(subject, claims);
  return finish(await go(subject, body));
}
const has = (email: string) => desk.database.$count(accounts, eq(accounts.email, email));

test("whoever's address the service has verified gets an account of what it says, is logged in, told by mail, and logs in by it again", async () => {
  const email = newAddress();
  const made = await signUp("ada", { email, email_verified: true, name: "Ada Byron" });
  expect(made).toMatchObject({
    status: 201,
    body: { account: { email, name: "Ada Byron", company: { name: "Loom & Thread" }, operator: false } },
  });
  const own = { cookie: made.cookie ?? "" };
  expect((await desk.get("/accounts/me", own)).body.account?.email).toBe(email);
  const [mail] = await desk.mails(email);
  expect([mail?.subject, mail?.text]).toEqual([
    "Your account at Mastercard",
    expect.stringContaining("ACME Identity has verified"),
  ]);
  const trail = await desk.database.select().from(auditEntries).where(eq(auditEntries.actor, email));
  expect(trail.map(({ action }) => action)).toEqual([
    "company.created",
    "account.created",
    "account.logged-in",
    "account.identity-linked",
  ]);
  const back = await go("ada", {}, "/accounts/log-in/identity/begin");
  expect((await finish(back, "/accounts/log-in/identity")).body.account?.email).toBe(email);
  // No password opens it until its owner has chosen one by mail.
  const guess = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD });
  expect(guess.status).toBe(401);
  await desk.post("/accounts/forgot-password", { email });
  const token = (await desk.mails(email))[0]?.links[0]?.split("#token=")[1];
  await desk.post("/accounts/reset-password", { token, password: GOOD_PASSWORD });
  expect((await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD })).status).toBe(200);
});

test("the company that the service names counts before the one that was typed, and one of the two has to be there", async () => {
  const vouched = { email_verified: true, company_name: "ACME Bank" };
  const one = await signUp("bank", { ...vouched, email: newAddress() });
  expect(one.body.account?.company?.name).toBe("ACME Bank");
  const none = await signUp("nobody's", { email: newAddress(), email_verified: true }, {});
  expect(none).toMatchObject({ status: 400, body: { errors: [{ pointer: "/company" }] } });
});

test.each([false, "true", undefined])(
  "an address of which the service says %s when asked whether it is verified makes no account",
  async (said) => {
    const email = newAddress();
    expect(await signUp(`unverified-${said}`, { email, email_verified: said })).toMatchObject({
      status: 400,
      cookie: NO_SESSION,
      body: { code: "identity-refused" },
    });
    expect(await has(email)).toBe(0);
  },
);

test("an account that there is isn't taken over, whoever vouches for its address; its owner logs in and links", async () => {
  const email = newAddress();
  const cookie = await desk.join(email);
  const taken = await signUp("eve", { email: email.toUpperCase(), email_verified: true });
  expect(taken).toMatchObject({ status: 403, cookie: NO_SESSION, body: { code: "identity-not-linked" } });
  expect(taken.body.detail).toContain("Log in to it with your password, and link ACME Identity");
  expect(await desk.database.$count(identities, eq(identities.subject, "eve"))).toBe(0);
  expect((await desk.get("/accounts/me", { cookie })).status).toBe(200);
  expect((await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD })).status).toBe(200);
});

test("an identity that opens an account makes no second one, also with another address", async () => {
  const claims = { email: newAddress(), email_verified: true };
  expect((await signUp("twice", claims)).status).toBe(201);
  const other = newAddress();
  const again = await signUp("twice", { ...claims, email: other });
  expect(again).toMatchObject({ status: 409, cookie: NO_SESSION, body: { code: "identity-taken" } });
  expect(await has(other)).toBe(0);
});

test("of two sign-ups of one address at once one account comes", async () => {
  for (let round = 0; round < 4; round += 1) {
    const claims = { email: newAddress(), email_verified: true };
    const subjects = [`one-${round}`, `other-${round}`];
    for (const subject of subjects) provider.tell(subject, claims);
    const backs = await Promise.all(subjects.map((subject) => go(subject)));
    const answers = await Promise.all(backs.map((back) => finish(back)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
    expect(await has(claims.email)).toBe(1);
  }
});

test("an answer counts once, in the browser that began, and for what it was begun", async () => {
  const email = newAddress();
  provider.tell("lin", { email, email_verified: true });
  const expired = { status: 401, body: { code: "log-in-expired" } };
  const toLogIn = await go("lin", {}, "/accounts/log-in/identity/begin");
  expect(await finish(toLogIn)).toMatchObject(expired);
  const toSignUp = await go("lin");
  expect(await finish({ ...toSignUp, cookie: "" })).toMatchObject(expired);
  expect(await finish(toSignUp, "/accounts/log-in/identity")).toMatchObject(expired);
  expect((await finish(toSignUp)).status).toBe(201);
  expect(await finish(toSignUp)).toMatchObject(expired);
  expect(await has(email)).toBe(1);
});

test("where the service isn't asked for addresses nobody signs up by it, and pages don't offer it", async () => {
  const settings = { ...provider.settings, GATEHOUSE_IDENTITY_SCOPES: "openid" };
  const other = await openDesk(loadConfig(settings).identity);
  try {
    expect((await other.post(BEGIN, { company: "Loom" })).status).toBe(404);
    expect(bodyOf(await other.get("/accounts/identity-service")).service.signUp).toBe(false);
    expect(bodyOf(await desk.get("/accounts/identity-service")).service).toMatchObject({
      name: "ACME Identity",
      signUp: true,
      namesCompany: true,
    });
  } finally {
    await other.close();
  }
});
