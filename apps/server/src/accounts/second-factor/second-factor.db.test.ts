import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { auditEntries } from "../../audit/tables.ts";
import { secondFactors } from "../tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, tokenOf } from "../testing/desk.ts";
import { fromBase32 } from "./testing/from-base32.ts";
import { codeOf } from "./totp.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const password = GOOD_PASSWORD;
const STEP_MS = 30_000;
const codeNow = (secret: Buffer) => codeOf(secret, Math.floor(desk.now().getTime() / STEP_MS));
const set = (cookie: string, action: string, body: unknown) =>
  desk.post(`/accounts/me/second-factor${action}`, body, { cookie });
// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
const bodyOf = (answer: { body: unknown }): any => answer.body;

/** Somebody with an app, and the next code of it. */
async function withApp() {
  const email = newAddress();
  const cookie = await desk.join(email);
  const secret = fromBase32(bodyOf(await set(cookie, "", { password })).secret);
  const confirmed = await set(cookie, "/confirm", { code: codeNow(secret) });
  expect(confirmed.status).toBe(200);
  desk.advance(STEP_MS);
  return { email, cookie, secret, recoveryCodes: bodyOf(confirmed).recoveryCodes as string[] };
}

async function ticketOf(email: string): Promise<string> {
  const answer = await desk.post("/accounts/log-in", { email, password });
  expect(answer).toMatchObject({ status: 200, cookie: null, body: { account: null } });
  return bodyOf(answer).secondFactor.ticket;
}

const second = (ticket: string, code: string) =>
  desk.post("/accounts/log-in/second-factor", { ticket, code });

test("the app is asked for at log-in once its first code has come back, not before", async () => {
  const email = newAddress();
  const cookie = await desk.join(email);
  const begun = bodyOf(await set(cookie, "", { password }));
  expect(begun.uri).toContain(`secret=${begun.secret}&issuer=Mastercard`);
  expect((await desk.post("/accounts/log-in", { email, password })).cookie).not.toBeNull();
  expect(await set(cookie, "/confirm", { code: "000000" })).toMatchObject({
    status: 400,
    body: { code: "wrong-code" },
  });
  expect((await set(cookie, "/confirm", { code: codeNow(fromBase32(begun.secret)) })).status).toBe(200);
  desk.advance(STEP_MS);
  const answer = await second(await ticketOf(email), codeNow(fromBase32(begun.secret)));
  expect(answer).toMatchObject({ status: 200, body: { account: { email } } });
  expect((await desk.get("/accounts/me", { cookie: answer.cookie ?? "" })).status).toBe(200);
});

test("setting it up ends the other sessions, keeps this one, and tells the owner", async () => {
  const email = newAddress();
  const cookie = await desk.join(email);
  const other = (await desk.post("/accounts/log-in", { email, password })).cookie ?? "";
  const secret = fromBase32(bodyOf(await set(cookie, "", { password })).secret);
  await set(cookie, "/confirm", { code: codeNow(secret) });
  expect((await desk.get("/accounts/me", { cookie: other })).status).toBe(401);
  expect((await desk.get("/accounts/me", { cookie })).status).toBe(200);
  expect((await desk.mails(email))[0]?.subject).toContain("authenticator app is asked for");
});

test("a code works once, also when it is tried many times at the same moment", async () => {
  const { email, secret } = await withApp();
  const tickets = [await ticketOf(email), await ticketOf(email), await ticketOf(email)];
  const code = codeNow(secret);
  const answers = await Promise.all(tickets.map((ticket) => second(ticket, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  desk.advance(STEP_MS);
  expect((await second(await ticketOf(email), codeNow(secret))).status).toBe(200);
});

test("a recovery code gets in without the app, once, however it is typed, and the owner is told how many are left", async () => {
  const { email, recoveryCodes } = await withApp();
  expect(new Set(recoveryCodes).size).toBe(10);
  const [one = ""] = recoveryCodes;
  expect((await second(await ticketOf(email), one.toLowerCase().replaceAll("-", " "))).status).toBe(200);
  expect((await second(await ticketOf(email), one)).status).toBe(400);
  const [mail] = await desk.mails(email);
  expect(mail?.text).toContain("9 are left");
  expect(mail?.text).not.toContain(one);
});

test("another's recovery code doesn't count", async () => {
  const [ada, eve] = [await withApp(), await withApp()];
  expect((await second(await ticketOf(ada.email), eve.recoveryCodes[0] ?? "")).status).toBe(400);
});

test("a ticket opens nothing by itself, works once, for ten minutes, and not after a new password", async () => {
  const { email, secret } = await withApp();
  const used = await ticketOf(email);
  expect((await second(used, codeNow(secret))).status).toBe(200);
  desk.advance(STEP_MS);
  const expired = { status: 401, body: { code: "log-in-expired" } };
  expect(await second(used, codeNow(secret))).toMatchObject(expired);
  expect(await second("x".repeat(43), codeNow(secret))).toMatchObject(expired);
  const late = await ticketOf(email);
  desk.advance(11 * 60_000);
  expect(await second(late, codeNow(secret))).toMatchObject(expired);
  const before = await ticketOf(email);
  await desk.post("/accounts/forgot-password", { email });
  const token = tokenOf(await desk.mails(email));
  const changed = await desk.post("/accounts/reset-password", { token, password: "quiet harbor lantern 77" });
  expect(changed.status).toBe(200);
  expect(await second(before, codeNow(secret))).toMatchObject(expired);
});

test("after ten wrong codes even a right one has to wait, from wherever it comes", async () => {
  const { email, secret } = await withApp();
  const ticket = await ticketOf(email);
  for (let n = 0; n < 10; n += 1) expect((await second(ticket, "000000")).status).toBe(400);
  expect(await second(ticket, codeNow(secret))).toMatchObject({
    status: 429,
    body: { code: "too-many-attempts" },
  });
  desk.advance(16 * 60_000);
  expect((await second(await ticketOf(email), codeNow(secret))).status).toBe(200);
});

test("it is set up and removed with the password only, and not replaced in silence", async () => {
  const { email, cookie } = await withApp();
  const wrong = { status: 400, body: { code: "wrong-password" } };
  expect(await set(cookie, "", { password: "not the password" })).toMatchObject(wrong);
  expect(await set(cookie, "", { password })).toMatchObject({
    status: 409,
    body: { code: "second-factor-in-use" },
  });
  expect(await set(cookie, "/remove", { password: "not the password" })).toMatchObject(wrong);
  expect((await set(cookie, "/remove", { password })).status).toBe(204);
  expect((await set(cookie, "/remove", { password })).status).toBe(404);
  expect((await desk.post("/accounts/log-in", { email, password })).cookie).not.toBeNull();
  expect((await desk.mails(email))[0]?.subject).toContain("No authenticator app");
});

test("new recovery codes are made by the password, and void the old ones", async () => {
  const { email, cookie, recoveryCodes } = await withApp();
  const renew = (typed: string) => set(cookie, "/recovery-codes", { password: typed });
  expect((await renew("not it")).status).toBe(400);
  const [old = ""] = recoveryCodes;
  const renewed = await renew(password);
  expect(renewed.status).toBe(200);
  const fresh: string[] = bodyOf(renewed).recoveryCodes;
  expect(fresh).toHaveLength(10);
  expect(fresh.filter((code) => recoveryCodes.includes(code))).toEqual([]);
  expect((await second(await ticketOf(email), old)).status).toBe(400);
  expect((await second(await ticketOf(email), fresh[0] ?? "")).status).toBe(200);
  const [, mail] = await desk.mails(email);
  expect(mail?.subject).toContain("New recovery codes");
  expect(mail?.text).not.toContain(fresh[0]);
});

test("nobody who isn't logged in sets up or removes anything", async () => {
  for (const action of ["", "/confirm", "/show", "/remove", "/recovery-codes"]) {
    const answer = await desk.post(`/accounts/me/second-factor${action}`, { password, code: "000000" });
    expect(answer.status).toBe(401);
  }
});

test("neither secret nor codes rest in the clear, nor are they in the trail", async () => {
  const { secret, recoveryCodes } = await withApp();
  const everything = JSON.stringify([
    await desk.database.select().from(secondFactors),
    await desk.database.select().from(auditEntries),
  ]);
  for (const hidden of [secret.toString("hex"), secret.toString("base64"), ...recoveryCodes]) {
    expect(everything).not.toContain(hidden);
  }
  expect(everything).toContain('"masterKey"');
});

test("a secret that could not be stored is wiped from memory, as is one that was", async () => {
  const { cookie } = await withApp();
  const wrap = vi.spyOn(desk.custody, "wrap");
  const secretsSeen = () => wrap.mock.calls.map(([secret]) => Buffer.from(secret).toString("hex"));
  try {
    expect((await set(cookie, "", { password })).status).toBe(409);
    wrap.mockRejectedValueOnce(new Error("the key store broke down"));
    const fresh = await desk.join(newAddress());
    expect((await set(fresh, "", { password })).status).toBe(500);
    expect((await set(fresh, "", { password })).status).toBe(200);
    expect(secretsSeen()).toEqual(Array(3).fill("00".repeat(20)));
  } finally {
    wrap.mockRestore();
  }
});
