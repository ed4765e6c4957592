import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction, violatedConstraint } from "../database/transaction.ts";
import type { OperatorRole } from "../permissions.ts";
import { lockAccount, lockAdministrators, setRemoved } from "./store.ts";
import { accounts, emailChanges, oneTimeLinks } from "./tables.ts";
import { type Desk, GOOD_PASSWORD, openDesk, tokenOf } from "./testing/desk.ts";
import { joinFirstOperator } from "./testing/join-first-operator.ts";
import { makeOperator } from "./testing/make-operator.ts";
import { createHashedToken } from "./tokens.ts";

let desk: Desk;
let grace: { readonly id: string; readonly cookie: string };
beforeAll(async () => {
  desk = await openDesk();
  grace = await joinFirstOperator(desk);
});
afterAll(() => desk.close());

async function idOf(email: string): Promise<string> {
  const [row] = await desk.database.select().from(accounts).where(eq(accounts.email, email));
  return row?.id ?? "";
}

const operator = (email: string, role: OperatorRole) => makeOperator(desk, grace, email, role);
const remove = (id: string, as: { readonly cookie: string } = grace) =>
  desk.remove(`/operator/operators/${id}`, { cookie: as.cookie });
const administrators = () => desk.database.$count(accounts, eq(accounts.operatorRole, "administrator"));

test("everybody else at the desk is told who came to it, got another role and went, and by whom", async () => {
  const ken = await operator("ken@example.com", "reviewer");
  const joan = await operator("joan@example.com", "reviewer");
  await desk.post(`/operator/operators/${joan.id}/role`, { role: "administrator" }, grace);
  await remove(joan.id);
  const told = [
    "joan@example.com was removed from the desk (Mastercard)",
    "joan@example.com is an administrator of the desk now (Mastercard)",
    "joan@example.com was added to the desk as a reviewer (Mastercard)",
  ];
  for (const email of [ken.email, "grace@example.com"]) {
    const mails = (await desk.mails(email)).filter(({ subject }) => subject.startsWith("joan@"));
    expect(mails.map(({ subject }) => subject)).toEqual(told);
    for (const { text } of mails) expect(text).toContain(", by grace@example.com.");
  }
  expect((await desk.mails(joan.email)).filter(({ subject }) => subject.startsWith("joan@"))).toEqual([]);
  await remove(ken.id);
});

test("an operator whose address is longer than a mail's subject comes and goes like others, and is told that they are none any more", async () => {
  const domain = `${"long-label-of-a-domain.".repeat(6)}example.com`;
  const long = await operator(`${"l".repeat(60)}@${domain}`, "reviewer");
  expect((await remove(long.id)).status).toBe(204);
  expect((await desk.mails(long.email))[0]?.subject).toBe("You are no operator at Mastercard any more");
});

test("a removed operator is logged out, gets in by no password and no link, and their address is free again", async () => {
  const alan = await operator("alan@example.com", "reviewer");
  expect((await desk.get("/operator", { cookie: alan.cookie })).status).toBe(200);
  expect((await remove(alan.id, alan)).status).toBe(403);
  expect((await remove(alan.id)).status).toBe(204);
  expect((await desk.get("/operator", { cookie: alan.cookie })).status).toBe(401);
  const again = await desk.post("/accounts/log-in", { email: alan.email, password: GOOD_PASSWORD });
  expect([again.status, again.cookie]).toEqual([401, null]);
  const before = (await desk.mails(alan.email)).length;
  await desk.post("/accounts/forgot-password", { email: alan.email });
  const after = await desk.mails(alan.email);
  expect(after.slice(before).flatMap(({ links }) => links.filter((link) => link.includes("reset")))).toEqual(
    [],
  );
  expect((await remove(alan.id)).status).toBe(404);
  const entries = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "account.operator-removed"));
  expect(entries.map(({ before: was }) => was)).toContainEqual({
    email: alan.email,
    name: "Alan",
    operatorRole: "reviewer",
  });
  expect((await operator(alan.email, "reviewer")).id).not.toBe(alan.id);
});

test("a removed operator's change of address that waits is void, and so is a link to choose a password that was asked for at that moment", async () => {
  const alan = await operator("alan-moves@example.com", "reviewer");
  const next = "alan-elsewhere@example.com";
  await desk.post("/accounts/me/email", { email: next, password: GOOD_PASSWORD }, { cookie: alan.cookie });
  const links = [tokenOf(await desk.mails(alan.email)), tokenOf(await desk.mails(next))];
  expect((await desk.post("/accounts/confirm-email-change", { token: links[1] })).status).toBe(200);
  const { token, tokenHash } = createHashedToken();
  const row = {
    accountId: alan.id,
    createdAt: desk.now(),
    expiresAt: new Date(desk.now().getTime() + 60_000),
  };
  const waiting = await desk.database.select().from(emailChanges).where(eq(emailChanges.accountId, alan.id));
  expect((await remove(alan.id)).status).toBe(204);
  expect(await desk.database.$count(emailChanges, eq(emailChanges.accountId, alan.id))).toBe(0);
  // As one that had come in time to be stored after the others were deleted.
  await desk.database.insert(emailChanges).values(waiting);
  await desk.database.insert(oneTimeLinks).values({ tokenHash, purpose: "reset-password", ...row });
  for (const link of links) {
    expect((await desk.post("/accounts/confirm-email-change", { token: link })).body.code).toBe(
      "link-not-valid",
    );
  }
  const chosen = await desk.post("/accounts/reset-password", { token, password: GOOD_PASSWORD });
  expect(chosen.body.code).toBe("link-not-valid");
  const shut = { email: `${alan.id}@removed.invalid`, passwordHash: "$removed" };
  const [now] = await desk.database.select().from(accounts).where(eq(accounts.id, alan.id));
  expect(now).toMatchObject(shut);
});

test("the database keeps a removed operator's account shut, whoever asks", async () => {
  const alan = await operator("alan-shut@example.com", "reviewer");
  await remove(alan.id);
  for (const set of [{ email: alan.email }, { passwordHash: "$argon2id$" }]) {
    const change = desk.database.update(accounts).set(set).where(eq(accounts.id, alan.id));
    expect(violatedConstraint(await change.catch((error: unknown) => error))).toBe("accounts_removed_shut");
  }
});

test("the last administrator is not removed, not even by themselves", async () => {
  expect(await administrators()).toBe(1);
  const { status, body } = await remove(grace.id);
  expect([status, body.code]).toEqual([409, "last-administrator"]);
  expect(await administrators()).toBe(1);
});

const setRole = (id: string, role: string, as: { readonly cookie: string } = grace) =>
  desk.post(`/operator/operators/${id}/role`, { role }, as);

test("an administrator changes an operator's role, who is told by mail and may do more or less at once; the last administrator stays one", async () => {
  const kay = await operator("kay@example.com", "reviewer");
  // Whom the desk has lost in the tests before is long ago.
  await desk.database.update(accounts).set({ administratorUntil: null });
  expect((await setRole(kay.id, "administrator", kay)).status).toBe(403);
  expect((await setRole(grace.id, "reviewer")).body.code).toBe("last-administrator");
  expect((await setRole(kay.id, "administrator")).status).toBe(204);
  expect((await desk.mails(kay.email))[0]?.subject).toMatch(/^You are an administrator at /);
  expect(await administrators()).toBe(2);
  expect((await setRole(kay.id, "reviewer", kay)).status).toBe(204);
  expect((await setRole(kay.id, "administrator", kay)).status).toBe(403);
  expect(await administrators()).toBe(1);
  const entries = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "account.operator-role-changed"));
  const ofKay = entries.filter(({ subject }) => subject === `account:${kay.id}`);
  expect(ofKay.map(({ after }) => after?.operatorRole)).toEqual(["administrator", "reviewer"]);
});

test("of two administrators who remove each other at once one stays", async () => {
  for (let round = 0; round < 4; round += 1) {
    const other = await operator(`other${round}@example.com`, "administrator");
    // Both wait at the same place, so that neither is done before the other has begun.
    const answers = await inTransaction(desk.database, async (tx) => {
      await lockAdministrators(tx);
      const both = [remove(other.id), remove(grace.id, other)];
      await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(1);
      return () => Promise.all(both);
    }).then((both) => both());
    expect(answers.map(({ status }) => status).sort()).not.toEqual([204, 204]);
    expect(await administrators()).toBe(1);
    const left = answers[0]?.status === 204 ? grace : other;
    if (left !== grace) grace = left;
  }
});

test("nobody is added by an administrator who is removed at that moment", async () => {
  const kay = await operator("kay2@example.com", "administrator");
  const email = "ghost@example.com";
  const answer = await inTransaction(desk.database, async (tx) => {
    const account = await lockAccount(tx, kay.id);
    if (account !== null) await setRemoved(tx, account, desk.now());
    const added = desk.post("/operator/operators", { name: "Ghost", email, role: "administrator" }, kay);
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
    return () => added;
  });
  expect((await answer()).status).toBe(404);
  expect(await idOf(email)).toBe("");
});
