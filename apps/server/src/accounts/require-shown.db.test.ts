import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { loadConfig } from "../config.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { type LocalProvider, startLocalProvider } from "./identity/testing/local-provider.ts";
import { softAuthenticator } from "./passkeys/testing/soft-authenticator.ts";
import { SHOWN_FOR_MS } from "./rules.ts";
import { fromBase32 } from "./second-factor/testing/from-base32.ts";
import { codeOf } from "./second-factor/totp.ts";
import { endSessionsOf } from "./sessions.ts";
import { findAccount } from "./store.ts";
import { attempts, emailChanges, identities, passkeys, secondFactors, sessions } from "./tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, PUBLIC_URL } from "./testing/desk.ts";

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

const SITE = { origin: PUBLIC_URL, rpId: new URL(PUBLIC_URL).hostname };
const password = GOOD_PASSWORD;
const STEP_MS = 30_000;
const codeNow = (secret: Buffer) => codeOf(secret, Math.floor(desk.now().getTime() / STEP_MS));
// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
const bodyOf = (answer: { body: unknown }): any => answer.body;
const me = (cookie: string, path: string, body: object = { password }) =>
  desk.post(`/accounts/me${path}`, body, { cookie });
const NOT_SHOWN = { status: 403, body: { code: "second-factor-not-shown" } };

async function logIn(email: string): Promise<string> {
  return (await desk.post("/accounts/log-in", { email, password })).cookie ?? "";
}

async function addPasskey(cookie: string) {
  const authenticator = softAuthenticator(SITE);
  const registration = authenticator.register(bodyOf(await me(cookie, "/passkeys/begin")));
  expect((await me(cookie, "/passkeys", { name: "Phone", registration })).status).toBe(204);
  return authenticator;
}

async function addApp(cookie: string) {
  const secret = fromBase32(bodyOf(await me(cookie, "/second-factor")).secret);
  const confirmed = await me(cookie, "/second-factor/confirm", { code: codeNow(secret) });
  expect(confirmed.status).toBe(200);
  desk.advance(STEP_MS);
  return { secret, recoveryCodes: bodyOf(confirmed).recoveryCodes as string[] };
}

/** As of a session that was opened before the account had an app: the password alone opens none beside one. */
async function forgetShown(email: string): Promise<void> {
  const account = await findAccount(desk.database, email);
  await desk.database
    .update(sessions)
    .set({ shownBy: null, shownAt: null })
    .where(eq(sessions.accountId, account?.id ?? ""));
}

/** Somebody with a passkey and an app. */
async function withBoth() {
  const email = newAddress();
  const cookie = await desk.join(email);
  const authenticator = await addPasskey(cookie);
  return { email, cookie, authenticator, ...(await addApp(cookie)) };
}

async function showPasskey(cookie: string, authenticator: ReturnType<typeof softAuthenticator>) {
  const { body } = await me(cookie, "/passkeys/show/begin", {});
  return me(cookie, "/passkeys/show", authenticator.answer(bodyOf({ body })));
}

/** All that an account has of ways in, for a look whether anything has changed. */
async function waysOf(email: string) {
  const id = (await findAccount(desk.database, email))?.id ?? "";
  const count = async (table: typeof passkeys | typeof emailChanges | typeof identities) =>
    desk.database.$count(table, eq(table.accountId, id));
  const [app] = await desk.database.select().from(secondFactors).where(eq(secondFactors.id, id));
  const account = await findAccount(desk.database, email);
  return {
    password: account?.passwordHash,
    passkeys: await count(passkeys),
    emailChanges: await count(emailChanges),
    identities: await count(identities),
    app: app?.confirmedAt ?? null,
  };
}

async function linkIdentity(cookie: string, subject: string): Promise<void> {
  const begun = await me(cookie, "/identity/begin");
  const query = await provider.visit(bodyOf(begun).address, subject);
  const back = [cookie, ...begun.cookies].join("; ");
  expect((await desk.post("/accounts/me/identity", { query }, { cookie: back })).status).toBe(204);
}

/** What changes the ways into an account, by one call. */
const GUARDED: Readonly<Record<string, (cookie: string, passkey: string) => ReturnType<typeof me>>> = {
  "adds a passkey": (cookie) => me(cookie, "/passkeys/begin"),
  "removes the passkey": (cookie, id) => me(cookie, "/passkeys/remove", { id, password }),
  "begins to replace the app": (cookie) => me(cookie, "/second-factor"),
  "removes the app": (cookie) => me(cookie, "/second-factor/remove"),
  "makes new recovery codes": (cookie) => me(cookie, "/second-factor/recovery-codes"),
  "changes the address": (cookie) => me(cookie, "/email", { email: newAddress(), password }),
  "links an identity": (cookie) => me(cookie, "/identity/begin"),
  "unlinks the identity": (cookie) => me(cookie, "/identity/unlink"),
  "changes the password": (cookie) =>
    me(cookie, "/password", { password, newPassword: "copper meadow window 31" }),
};

/** Every operation on one's own account that is no mere look, and what of it is asked for a second factor. */
const OPERATIONS: Readonly<Record<string, keyof typeof GUARDED | { readonly free: string }>> = {
  beginPasskey: "adds a passkey",
  addPasskey: { free: "ends what was begun, and looks again: has a test of its own below" },
  removePasskey: "removes the passkey",
  renamePasskey: { free: "a name opens nothing" },
  beginSecondFactor: "begins to replace the app",
  confirmSecondFactor: { free: "ends what was begun, and looks again: has a test of its own below" },
  removeSecondFactor: "removes the app",
  renewRecoveryCodes: "makes new recovery codes",
  beginEmailChange: "changes the address",
  cancelEmailChange: { free: "keeps the account as it is" },
  beginLinkIdentity: "links an identity",
  linkIdentity: { free: "ends what was begun, and looks again: has a test of its own below" },
  unlinkIdentity: "unlinks the identity",
  changePassword: "changes the password",
  endSession: { free: "shuts what is open" },
  endOtherSessions: { free: "shuts what is open" },
  showSecondFactor: { free: "is how it is shown" },
  beginShowPasskey: { free: "is how it is shown" },
  showPasskey: { free: "is how it is shown" },
};

test("every operation that changes something of one's own account is asked for a second factor, or says why not", async () => {
  const { paths } = bodyOf(await desk.get("/openapi.json"));
  const changing = Object.entries(paths as Record<string, Record<string, { operationId: string }>>)
    .filter(([path]) => path.startsWith("/api/v1/accounts/me/"))
    .flatMap(([, methods]) => Object.entries(methods))
    .filter(([method]) => method !== "get")
    .map(([, { operationId }]) => operationId);
  expect(Object.keys(OPERATIONS).sort()).toEqual(changing.sort());
  const asked = Object.values(OPERATIONS).filter((one) => typeof one === "string");
  expect(asked.sort()).toEqual(Object.keys(GUARDED).sort());
});

test.each(Object.entries(GUARDED))(
  "a session that has shown the password alone is refused when it %s, whatever the password, and nothing changes",
  async (_what, call) => {
    const { email, cookie, authenticator } = await withBoth();
    await linkIdentity(cookie, email);
    await forgetShown(email);
    const before = await waysOf(email);
    expect(await call(cookie, authenticator.id)).toMatchObject(NOT_SHOWN);
    expect(await waysOf(email)).toEqual(before);
    expect((await showPasskey(cookie, authenticator)).status).toBe(204);
    expect(await call(cookie, authenticator.id)).not.toMatchObject({ status: 403 });
  },
);

test("who knows the password of an account with a passkey can't put an own factor beside it or in its place", async () => {
  const email = newAddress();
  const passkey = await addPasskey(await desk.join(email));
  const eve = await logIn(email);
  expect((await desk.get("/accounts/me", { cookie: eve })).status).toBe(200);
  expect(await me(eve, "/passkeys/remove", { id: passkey.id, password })).toMatchObject(NOT_SHOWN);
  expect(await me(eve, "/passkeys/begin")).toMatchObject(NOT_SHOWN);
  expect(await me(eve, "/second-factor")).toMatchObject(NOT_SHOWN);
  expect(await waysOf(email)).toMatchObject({ passkeys: 1, app: null });
});

test("what was begun by the password alone before there was a second factor isn't ended once there is one", async () => {
  const email = newAddress();
  const cookie = await desk.join(email);
  const eve = await logIn(email);
  const own = softAuthenticator(SITE);
  const registration = own.register(bodyOf(await me(eve, "/passkeys/begin")));
  const secret = fromBase32(bodyOf(await me(eve, "/second-factor")).secret);
  const begun = await me(eve, "/identity/begin");
  const query = await provider.visit(bodyOf(begun).address, `eve-${email}`);
  await addPasskey(cookie);
  expect(await me(eve, "/passkeys", { name: "Mine", registration })).toMatchObject(NOT_SHOWN);
  expect(await me(eve, "/second-factor/confirm", { code: codeNow(secret) })).toMatchObject(NOT_SHOWN);
  const back = [eve, ...begun.cookies].join("; ");
  expect(await desk.post("/accounts/me/identity", { query }, { cookie: back })).toMatchObject(NOT_SHOWN);
  expect(await waysOf(email)).toMatchObject({ passkeys: 1, emailChanges: 0, identities: 0, app: null });
});

test.each(["passkey", "app", "recovery-code"] as const)(
  "a second factor that is shown by %s counts for a quarter of an hour, in this session and in no other",
  async (by) => {
    const { email, cookie, authenticator, secret, recoveryCodes } = await withBoth();
    await forgetShown(email);
    const codes = { app: codeNow(secret), "recovery-code": recoveryCodes[3] ?? "" };
    const shown =
      by === "passkey"
        ? await showPasskey(cookie, authenticator)
        : await me(cookie, "/second-factor/show", { code: codes[by] });
    expect(shown.status).toBe(204);
    const [row] = await desk.database
      .select()
      .from(sessions)
      .where(eq(sessions.accountId, (await findAccount(desk.database, email))?.id ?? ""));
    expect(row).toMatchObject({ shownBy: by, shownAt: desk.now() });
    const until = new Date(desk.now().getTime() + SHOWN_FOR_MS).toISOString();
    expect((await desk.get("/accounts/me/second-factor", { cookie })).body).toMatchObject({
      ways: ["passkey", "app"],
      shownUntil: until,
    });
    desk.advance(SHOWN_FOR_MS);
    expect((await me(cookie, "/passkeys/begin")).status).toBe(200);
    desk.advance(1);
    expect(await me(cookie, "/passkeys/begin")).toMatchObject(NOT_SHOWN);
    expect((await desk.get("/accounts/me/second-factor", { cookie })).body).toMatchObject({
      shownUntil: null,
    });
    const trail = await desk.database
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, "account.second-factor-shown"));
    expect(trail.at(-1)).toMatchObject({ actor: email, after: { by } });
    if (by === "recovery-code")
      expect((await desk.mails(email))[0]?.subject).toContain("A recovery code was used");
  },
);

test("a code is shown once, a wrong one is written down, and after ten even a right one has to wait", async () => {
  const { email, cookie, secret } = await withBoth();
  await forgetShown(email);
  const show = (code: string) => me(cookie, "/second-factor/show", { code });
  const code = codeNow(secret);
  const answers = await Promise.all([show(code), show(code), show(code)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 400, 400]);
  desk.advance(STEP_MS);
  const before = await desk.database.$count(auditEntries, eq(auditEntries.action, "account.code-refused"));
  expect(await show("000000")).toMatchObject({ status: 400, body: { code: "wrong-code" } });
  expect(await desk.database.$count(auditEntries, eq(auditEntries.action, "account.code-refused"))).toBe(
    before + 1,
  );
  let last = 400;
  for (let tried = 0; tried < 12 && last === 400; tried += 1) last = (await show("000000")).status;
  expect(last).toBe(429);
  expect((await show(codeNow(secret))).status).toBe(429);
});

test("another's passkey, another's code, a challenge for a log-in and an answer that was given before show nothing", async () => {
  const [ada, eve] = [await withBoth(), await withBoth()];
  await forgetShown(ada.email);
  const refused = { status: 400, body: { code: "passkey-refused" } };
  const begin = async () => bodyOf(await me(ada.cookie, "/passkeys/show/begin", {}));
  const show = (answer: object) => me(ada.cookie, "/passkeys/show", answer);
  expect((await begin()).allowCredentials).toMatchObject([{ id: ada.authenticator.id }]);
  expect(await show(eve.authenticator.answer(await begin()))).toMatchObject(refused);
  const toLogIn = bodyOf(await desk.post("/accounts/log-in/passkey/begin", {}));
  expect(await show(ada.authenticator.answer(toLogIn))).toMatchObject(refused);
  const toEve = bodyOf(await me(eve.cookie, "/passkeys/show/begin", {}));
  expect(await show(ada.authenticator.answer(toEve))).toMatchObject(refused);
  expect(await show(ada.authenticator.answer(await begin(), { verified: false }))).toMatchObject(refused);
  expect(await show(ada.authenticator.answer(await begin(), { foreignKey: true }))).toMatchObject(refused);
  expect((await me(ada.cookie, "/second-factor/show", { code: eve.recoveryCodes[0] ?? "" })).status).toBe(
    400,
  );
  expect(await me(ada.cookie, "/passkeys/begin")).toMatchObject(NOT_SHOWN);
  const good = ada.authenticator.answer(await begin());
  expect((await show(good)).status).toBe(204);
  expect(await show(good)).toMatchObject(refused);
});

test("whoever has none is asked for none, and is told that there is none to show", async () => {
  const cookie = await desk.join(newAddress());
  expect((await me(cookie, "/email", { email: newAddress(), password })).status).toBe(202);
  expect((await me(cookie, "/second-factor/show", { code: "000000" })).status).toBe(404);
  expect((await me(cookie, "/passkeys/show/begin", {})).status).toBe(404);
  expect((await desk.get("/accounts/me/second-factor", { cookie })).body).toMatchObject({
    ways: [],
    shownUntil: null,
  });
  for (const path of ["/passkeys/show/begin", "/passkeys/show", "/second-factor/show"])
    expect((await desk.post(`/accounts/me${path}`, {})).status).toBeGreaterThanOrEqual(400);
});

test.each([
  "removes the passkey",
  "begins to replace the app",
  "removes the app",
  "makes new recovery codes",
  "changes the address",
  "unlinks the identity",
  "changes the password",
])("a session that is ended while its password is looked at %s no more", async (what) => {
  const { email, cookie, authenticator, recoveryCodes } = await withBoth();
  const id = (await findAccount(desk.database, email))?.id ?? "";
  // A counter of passwords, to be held so that the next one has to wait.
  expect((await me(cookie, "/second-factor/remove", { password: "not it" })).status).toBe(400);
  const before = await waysOf(email);
  const answer = await inTransaction(desk.database, async (tx) => {
    await tx.select().from(attempts).for("update");
    const calling = GUARDED[what]?.(cookie, authenticator.id);
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
    await inTransaction(desk.database, (other) => endSessionsOf(other, id));
    return () => calling;
  });
  expect((await answer())?.status).toBe(401);
  expect(await waysOf(email)).toEqual(before);
  const { ticket } = bodyOf(await desk.post("/accounts/log-in", { email, password })).secondFactor;
  const second = { ticket, code: recoveryCodes[0] };
  expect((await desk.post("/accounts/log-in/second-factor", second)).status).toBe(200);
});

test("the database keeps by what a second factor was shown together with when", async () => {
  const { email } = await withBoth();
  const id = (await findAccount(desk.database, email))?.id ?? "";
  const own = eq(sessions.accountId, id);
  await expect(desk.database.update(sessions).set({ shownAt: null }).where(own)).rejects.toMatchObject({
    cause: { constraint: "sessions_shown" },
  });
  const foreign = { shownBy: "password" as "app" };
  await expect(desk.database.update(sessions).set(foreign).where(own)).rejects.toMatchObject({
    cause: { constraint: "sessions_shown_by" },
  });
});
