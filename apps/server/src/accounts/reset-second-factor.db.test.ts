import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { DEFAULT_POLICY } from "../key-policy/rules.ts";
import { keyPolicies } from "../key-policy/tables.ts";
import type { OperatorRole } from "../permissions.ts";
import { softAuthenticator } from "./passkeys/testing/soft-authenticator.ts";
import { fromBase32 } from "./second-factor/testing/from-base32.ts";
import { codeOf } from "./second-factor/totp.ts";
import { lockAccount } from "./store.ts";
import { accounts, passkeyChallenges, passkeys, recoveryCodes, secondFactors, sessions } from "./tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, PUBLIC_URL } from "./testing/desk.ts";
import { joinFirstOperator } from "./testing/join-first-operator.ts";
import { makeOperator } from "./testing/make-operator.ts";

interface Operator {
  readonly id: string;
  readonly cookie: string;
}

let desk: Desk;
let grace: Operator;
beforeAll(async () => {
  desk = await openDesk();
  grace = await joinFirstOperator(desk);
  await addPasskey(grace.cookie);
});
afterAll(() => desk?.close());

const password = GOOD_PASSWORD;
const SITE = { origin: PUBLIC_URL, rpId: new URL(PUBLIC_URL).hostname };
const REASON = "Called her back at the number in the contract.";
// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
const bodyOf = (answer: { body: unknown }): any => answer.body;
const me = (cookie: string, path: string, body: object = { password }) =>
  desk.post(`/accounts/me${path}`, body, { cookie });
const find = (email: string, as = grace) => desk.post("/operator/accounts/find", { email }, as);
const reset = (id: string, as = grace, reason = REASON) =>
  desk.post(`/operator/accounts/${id}/reset-second-factor`, { reason }, as);

async function idOf(email: string): Promise<string> {
  const [row] = await desk.database.select().from(accounts).where(eq(accounts.email, email));
  return row?.id ?? "";
}

const operator = (role: OperatorRole) => makeOperator(desk, grace, newAddress(), role);

async function addPasskey(cookie: string) {
  const authenticator = softAuthenticator(SITE);
  const registration = authenticator.register(bodyOf(await me(cookie, "/passkeys/begin")));
  expect((await me(cookie, "/passkeys", { name: "Phone", registration })).status).toBe(204);
  return authenticator;
}

async function addApp(cookie: string): Promise<void> {
  const secret = fromBase32(bodyOf(await me(cookie, "/second-factor")).secret);
  const code = codeOf(secret, Math.floor(desk.now().getTime() / 30_000));
  expect((await me(cookie, "/second-factor/confirm", { code })).status).toBe(200);
}

/** Somebody of a partner with everything that there is besides a password. */
async function withAll() {
  const email = newAddress();
  const cookie = await desk.join(email);
  const authenticator = await addPasskey(cookie);
  await addApp(cookie);
  await me(cookie, "/passkeys/show/begin", {});
  return { email, cookie, authenticator, id: await idOf(email) };
}

test("an administrator takes a lost second factor off an account: nothing of it opens anything, all sessions end, and owner and trail are told", async () => {
  const { email, cookie, authenticator, id } = await withAll();
  expect(await find(email.toUpperCase())).toMatchObject({
    status: 200,
    body: { id, email, company: "ACME Bank", operatorRole: null, passkeys: 1, recoveryCodesLeft: 10 },
  });
  const toLogIn = bodyOf(await desk.post("/accounts/log-in/passkey/begin", {}));
  const answer = await reset(id);
  expect(answer).toMatchObject({ status: 200, body: { appSince: null, passkeys: 0, recoveryCodesLeft: 0 } });
  expect(bodyOf(answer).can.resetSecondFactor).toEqual({ allowed: false, reason: "wrong-state" });
  expect((await desk.get("/accounts/me", { cookie })).status).toBe(401);
  expect((await desk.post("/accounts/log-in/passkey", authenticator.answer(toLogIn))).status).toBe(400);
  for (const [table, column] of [
    [passkeys, passkeys.accountId],
    [passkeyChallenges, passkeyChallenges.accountId],
    [recoveryCodes, recoveryCodes.accountId],
    [secondFactors, secondFactors.id],
    [sessions, sessions.accountId],
  ] as const)
    expect(await desk.database.$count(table, eq(column, id))).toBe(0);
  const [mail] = await desk.mails(email);
  expect(mail?.subject).toContain("The second factor of your account");
  expect(mail?.text).not.toContain(REASON);
  const [entry] = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "account.second-factor-reset"));
  expect(entry).toMatchObject({
    actor: "grace@example.com",
    subject: `account:${id}`,
    after: { email, app: true, passkeys: 1, sessionsEnded: 1, reason: REASON },
  });
  // The password opens it again, and a new factor is added.
  const again = (await desk.post("/accounts/log-in", { email, password })).cookie ?? "";
  await addPasskey(again);
  expect((await reset(id)).status).toBe(200);
});

test("nobody resets their own, a reviewer none, others find nothing, and each needs a reason and an account that has one", async () => {
  const { id, email } = await withAll();
  expect(await reset(grace.id)).toMatchObject({ status: 403, body: { code: "own-request" } });
  expect(bodyOf(await find("grace@example.com")).can.resetSecondFactor.reason).toBe("own-request");
  const alan = await operator("reviewer");
  expect([(await reset(id, alan)).status, (await find(email, alan)).status]).toEqual([403, 403]);
  const stranger = { id: "", cookie: await desk.join(newAddress()) };
  expect([(await reset(id, stranger)).status, (await find(email, stranger)).status]).toEqual([404, 404]);
  for (const reason of ["", "she asked", "in two\nlines of it"])
    expect((await reset(id, grace, reason)).body.errors).toMatchObject([{ pointer: "/reason" }]);
  expect(await reset(alan.id)).toMatchObject({ status: 409, body: { code: "wrong-state" } });
  expect((await reset("01990000-0000-7000-8000-000000000000")).status).toBe(404);
  expect((await find("nobody@example.com")).status).toBe(404);
  expect(bodyOf(await find(email)).passkeys).toBe(1);
});

test("who knows an administrator's password alone resets nobody's second factor with it", async () => {
  const [kay, { id, email }] = [await operator("administrator"), await withAll()];
  const authenticator = await addPasskey(kay.cookie);
  const { cookie } = await desk.post("/accounts/log-in", { email: kay.email, password });
  const eve = { id: kay.id, cookie: cookie ?? "" };
  expect(await reset(id, eve)).toMatchObject({ status: 403, body: { code: "second-factor-not-shown" } });
  expect(bodyOf(await find(email)).passkeys).toBe(1);
  const begun = bodyOf(await me(eve.cookie, "/passkeys/show/begin", {}));
  expect((await me(eve.cookie, "/passkeys/show", authenticator.answer(begun))).status).toBe(204);
  expect((await reset(id, eve)).status).toBe(200);
});

test("an administrator without a second factor resets nobody's, whatever the policy says, and is told what to do", async () => {
  const [kay, { id, email }] = [await operator("administrator"), await withAll()];
  const refused = await reset(id, kay);
  expect(refused).toMatchObject({ status: 403, body: { code: "second-factor-required" } });
  expect(refused.body.detail).toContain("add an authenticator app or a passkey on the page of your account");
  expect(refused.body.detail).toContain("gatehouse second-factor reset");
  const why = { allowed: false, reason: "second-factor-required" };
  expect(bodyOf(await find(email, kay)).can.resetSecondFactor).toEqual(why);
  expect(bodyOf(await find(email)).passkeys).toBe(1);
  await addPasskey(kay.cookie);
  expect((await reset(id, kay)).status).toBe(200);
});

test("where a second factor is asked of operators, one who owes it opens their own account alone, adds it there, and is in", async () => {
  const alan = await operator("administrator");
  const { changedBy, ...policy } = { ...DEFAULT_POLICY, changedBy: grace.id };
  await desk.database.insert(keyPolicies).values({
    ...policy,
    allowedBits: [...policy.allowedBits],
    signatureHashes: [...policy.signatureHashes],
    reminderDays: [...policy.reminderDays],
    operatorSecondFactor: "required",
    version: 1,
    changedAt: desk.now(),
    changedBy,
    changedByEmail: "grace@example.com",
  });
  const people = () => desk.get("/operator/operators", alan);
  const ways = [
    people(),
    find("grace@example.com", alan),
    reset(grace.id, alan),
    desk.post("/operator/operators", { name: "X", email: newAddress(), role: "reviewer" }, alan),
    desk.post(`/operator/operators/${grace.id}/role`, { role: "reviewer" }, alan),
    desk.remove(`/operator/operators/${grace.id}`, alan),
  ];
  for (const way of ways)
    expect(await way).toMatchObject({ status: 403, body: { code: "second-factor-required" } });
  const door = bodyOf(await desk.get("/operator", alan));
  expect(door.owesSecondFactor).toBe(true);
  expect(Object.values(door.can)).toEqual(
    Object.values(door.can).map(() => ({ allowed: false, reason: "second-factor-required" })),
  );
  const authenticator = await addPasskey(alan.cookie);
  const { items } = bodyOf(await people());
  const has = (email: string) => items.find((one: { email: string }) => one.email === email).hasSecondFactor;
  expect([has(alan.email), has("grace@example.com")]).toEqual([true, true]);
  expect(bodyOf(await desk.get("/operator", alan)).owesSecondFactor).toBe(false);
  // Another session, opened by the password, owes it again until it is shown.
  const { cookie = "" } = await desk.post("/accounts/log-in", { email: alan.email, password });
  const again = { cookie: cookie ?? "" };
  expect((await desk.get("/operator/operators", again)).status).toBe(403);
  const begun = bodyOf(await me(again.cookie, "/passkeys/show/begin", {}));
  await me(again.cookie, "/passkeys/show", authenticator.answer(begun));
  expect((await desk.get("/operator/operators", again)).status).toBe(200);
  await desk.database.delete(keyPolicies);
});

test("of two administrators who reset each other at once both are done, one after the other", async () => {
  const [one, two] = [await operator("administrator"), await operator("administrator")];
  for (const { cookie } of [one, two]) await addPasskey(cookie);
  const answers = await Promise.all([reset(two.id, one), reset(one.id, two)]);
  // Whose session has ended by the first finds the desk closed.
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
});

test("what is added at the moment of the reset by a session that it ends isn't added", async () => {
  const { id, cookie } = await withAll();
  const own = softAuthenticator(SITE);
  const registration = own.register(bodyOf(await me(cookie, "/passkeys/begin")));
  const [resetting, adding] = await inTransaction(desk.database, async (tx) => {
    await lockAccount(tx, id);
    const first = reset(id);
    await expect.poll(() => waitingForLocks(desk.database)).toBe(1);
    const then = me(cookie, "/passkeys", { name: "Mine", registration });
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(1);
    return [first, then];
  });
  expect([(await resetting)?.status, (await adding)?.status]).toEqual([200, 401]);
  expect(await desk.database.$count(passkeys, eq(passkeys.accountId, id))).toBe(0);
});

test("an operator who was removed doesn't come back by a passkey", async () => {
  const alan = await operator("reviewer");
  const authenticator = await addPasskey(alan.cookie);
  const answer = async () => {
    const begun = bodyOf(await desk.post("/accounts/log-in/passkey/begin", {}));
    return desk.post("/accounts/log-in/passkey", authenticator.answer(begun));
  };
  expect((await answer()).status).toBe(200);
  expect((await desk.remove(`/operator/operators/${alan.id}`, grace)).status).toBe(204);
  expect(await answer()).toMatchObject({ status: 400, cookie: null, body: { code: "passkey-refused" } });
});
