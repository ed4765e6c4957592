import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../../audit/tables.ts";
import { accounts, emailChanges } from "../tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, tokenOf } from "../testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const password = GOOD_PASSWORD;
// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
const bodyOf = (answer: { body: unknown }): any => answer.body;
const ask = (cookie: string, email: string, typed = password) =>
  desk.post("/accounts/me/email", { email, password: typed }, { cookie });
const confirm = (token: string) => desk.post("/accounts/confirm-email-change", { token });
const logIn = async (email: string) => (await desk.post("/accounts/log-in", { email, password })).status;

/** Somebody who has asked for another address, with the links of both mails. */
async function asked() {
  const [email, next] = [newAddress(), newAddress()];
  const cookie = await desk.join(email);
  expect((await ask(cookie, next)).status).toBe(202);
  return {
    email,
    next,
    cookie,
    old: tokenOf(await desk.mails(email)),
    fresh: tokenOf(await desk.mails(next)),
  };
}

test("the address changes once both mailboxes have said yes, in either order, and both are told", async () => {
  for (const first of ["old", "fresh"] as const) {
    const { email, next, cookie, ...links } = await asked();
    expect(bodyOf(await confirm(links[first]))).toEqual({ waitsFor: first === "old" ? "new" : "old" });
    expect((await desk.get("/accounts/me", { cookie })).body.account?.email).toBe(email);
    expect(bodyOf(await desk.get("/accounts/me/email", { cookie })).change).toMatchObject({
      email: next,
      oldConfirmed: first === "old",
      newConfirmed: first === "fresh",
    });
    expect(bodyOf(await confirm(first === "old" ? links.fresh : links.old))).toEqual({ waitsFor: null });
    expect((await desk.get("/accounts/me", { cookie })).body.account?.email).toBe(next);
    expect([await logIn(email), await logIn(next)]).toEqual([401, 200]);
    for (const to of [email, next]) expect((await desk.mails(to))[0]?.subject).toContain("was changed");
    expect((await confirm(links.old)).status).toBe(400);
  }
});

test("one mailbox alone changes nothing, however often it says yes", async () => {
  for (const end of ["old", "fresh"] as const) {
    const { email, ...links } = await asked();
    for (let time = 0; time < 3; time += 1) expect(bodyOf(await confirm(links[end])).waitsFor).not.toBeNull();
    expect(await logIn(email)).toBe(200);
  }
});

test("both links at the same moment change it once, each time", async () => {
  for (let time = 0; time < 6; time += 1) {
    const { next, old, fresh } = await asked();
    const answers = await Promise.all([confirm(old), confirm(fresh)]);
    expect(answers.map((answer) => bodyOf(answer).waitsFor).filter((end) => end === null)).toHaveLength(1);
    expect(await logIn(next)).toBe(200);
  }
});

test("the password is asked for, and another address than one's own", async () => {
  const email = newAddress();
  const cookie = await desk.join(email);
  expect((await ask(cookie, newAddress(), "not it")).body.code).toBe("wrong-password");
  expect((await ask(cookie, email)).body.errors).toMatchObject([{ pointer: "/email" }]);
});

test("an address that has an account is told so by mail, and by nothing else", async () => {
  const [email, taken] = [newAddress(), newAddress()];
  const cookie = await desk.join(email);
  await desk.join(taken);
  expect((await ask(cookie, taken)).status).toBe(202);
  const [mail] = await desk.mails(taken);
  expect([mail?.subject, mail?.links.join()]).toEqual([expect.stringContaining("Somebody wants"), ""]);
  expect(bodyOf(await confirm(tokenOf(await desk.mails(email)))).waitsFor).toBe("new");
});

test("an address that got an account in the meantime isn't taken from it", async () => {
  const { email, next, old, fresh } = await asked();
  await confirm(old);
  await desk.join(next);
  expect(await confirm(fresh)).toMatchObject({ status: 400, body: { code: "link-not-valid" } });
  const rows = await desk.database.select().from(accounts).where(eq(accounts.email, next));
  expect(rows).toHaveLength(1);
  expect(await logIn(email)).toBe(200);
});

test("links are dead after a day, and when another change is asked for or carried out", async () => {
  const late = await asked();
  await confirm(late.old);
  desk.advance(24 * 3_600_000 + 1);
  expect((await confirm(late.fresh)).status).toBe(400);
  const { email, next, cookie, old } = await asked();
  expect((await ask(cookie, newAddress())).status).toBe(202);
  expect((await confirm(old)).status).toBe(400);
  expect([await logIn(email), await logIn(next)]).toEqual([200, 401]);
});

test("a link to choose a new password that lies in the old mailbox opens nothing after the change", async () => {
  const { email, old, fresh } = await asked();
  await desk.post("/accounts/forgot-password", { email });
  const reset = tokenOf(await desk.mails(email));
  await confirm(old);
  await confirm(fresh);
  const body = { token: reset, password: "quiet harbor lantern 77" };
  expect((await desk.post("/accounts/reset-password", body)).status).toBe(400);
});

test("a change that waits is cancelled: its links do nothing, its owner is told and another one can be asked for", async () => {
  const { email, next, cookie, old, fresh } = await asked();
  await confirm(old);
  const cancel = () => desk.remove("/accounts/me/email", { cookie });
  expect((await cancel()).status).toBe(204);
  expect(bodyOf(await desk.get("/accounts/me/email", { cookie })).change).toBe(null);
  for (const token of [old, fresh]) expect((await confirm(token)).status).toBe(400);
  expect([await logIn(email), await logIn(next)]).toEqual([200, 401]);
  const [mail] = await desk.mails(email);
  expect([mail?.subject, mail?.text]).toEqual([
    "The address of your account at Mastercard stays",
    expect.stringContaining(next),
  ]);
  const trail = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "account.email-change-cancelled"));
  expect(trail).toMatchObject([{ actor: email, after: { email: next } }]);
  expect(await cancel()).toMatchObject({ status: 404, body: { detail: "No change of your address waits." } });
  expect((await ask(cookie, newAddress())).status).toBe(202);
});

test("of a cancel and the second yes at the same moment one counts", async () => {
  for (let time = 0; time < 6; time += 1) {
    const { email, next, cookie, old, fresh } = await asked();
    await confirm(old);
    const [cancelled, confirmed] = await Promise.all([
      desk.remove("/accounts/me/email", { cookie }),
      confirm(fresh),
    ]);
    const kept = cancelled.status === 204;
    expect([cancelled.status, confirmed.status]).toEqual(kept ? [204, 400] : [404, 200]);
    expect(await logIn(kept ? email : next)).toBe(200);
  }
});

test("nobody cancels another's change, nor one that is over", async () => {
  const { email } = await asked();
  expect((await desk.remove("/accounts/me/email")).status).toBe(401);
  const eve = await desk.join(newAddress());
  expect((await desk.remove("/accounts/me/email", { cookie: eve })).status).toBe(404);
  expect(await desk.database.$count(emailChanges)).toBeGreaterThan(0);
  desk.advance(24 * 3_600_000 + 1);
  const { cookie } = await desk.post("/accounts/log-in", { email, password });
  expect((await desk.remove("/accounts/me/email", { cookie: cookie ?? "" })).status).toBe(404);
});

test("no token rests in the clear", async () => {
  const { old, fresh } = await asked();
  const rows = JSON.stringify(await desk.database.select().from(emailChanges));
  for (const token of [old, fresh]) expect(rows).not.toContain(token);
});

test("a new password, by the old one or by a link, voids the change that waits, whatever either mailbox has said", async () => {
  const newPassword = "quiet harbor lantern 77";
  const ways = {
    "by the old one": async ({ cookie }: { cookie: string }) =>
      desk.post("/accounts/me/password", { password, newPassword }, { cookie }),
    "by a link": async ({ email }: { email: string }) => {
      await desk.post("/accounts/forgot-password", { email });
      const token = tokenOf(await desk.mails(email));
      return desk.post("/accounts/reset-password", { token, password: newPassword });
    },
  };
  for (const change of Object.values(ways)) {
    const { email, next, cookie, old, fresh } = await asked();
    await confirm(old);
    expect((await change({ email, cookie })).status).toBeLessThan(300);
    expect(await confirm(fresh)).toMatchObject({ status: 400, body: { code: "link-not-valid" } });
    expect(await desk.database.$count(accounts, eq(accounts.email, next))).toBe(0);
    const trail = await desk.database
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, "account.email-change-cancelled"));
    expect(trail.filter(({ after }) => after?.email === next)).toHaveLength(1);
  }
});
