import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { languagesOf } from "../notices/store.ts";
import { noticeSettings } from "../notices/tables.ts";
import { lapseRequests } from "./make-administrator.ts";
import { lockAdministrators } from "./store.ts";
import { accounts } from "./tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, PUBLIC_URL } from "./testing/desk.ts";
import { joinFirstOperator } from "./testing/join-first-operator.ts";
import { makeOperator, type TestOperator } from "./testing/make-operator.ts";

/*
 * Who becomes an administrator where there is one, and where there are two and more: there it takes two, and neither the one who asks nor the
 * one it is about is the second.
 */

const DAY_MS = 86_400_000;
let desk: Desk;
let grace: { readonly id: string; readonly cookie: string; readonly email: string };
beforeEach(async () => {
  desk = await openDesk();
  grace = await joinFirstOperator(desk);
  return () => desk.close();
});

type As = { readonly cookie: string };
const operator = (role: "reviewer" | "administrator") => makeOperator(desk, grace, newAddress(), role);
const raise = ({ id }: { readonly id: string }, as: As = grace) =>
  desk.post(`/operator/operators/${id}/role`, { role: "administrator" }, as);
const lower = ({ id }: { readonly id: string }, as: As = grace) =>
  desk.post(`/operator/operators/${id}/role`, { role: "reviewer" }, as);
const drop = ({ id }: { readonly id: string }, as: As = grace) =>
  desk.remove(`/operator/operators/${id}/administrator-request`, as);
const add = (email: string, role: string, as: As = grace) =>
  desk.post("/operator/operators", { name: "Joan", email, role }, as);
// biome-ignore lint/suspicious/noExplicitAny: the list of operators
const list = async (as: As = grace): Promise<any> => (await desk.get("/operator/operators", as)).body;
const inList = async ({ id }: { readonly id: string }, as: As = grace) =>
  (await list(as)).items.find((one: { id: string }) => one.id === id);
const subjects = async (email: string) => (await desk.mails(email)).map(({ subject }) => subject);
const roleOf = async ({ id }: { readonly id: string }) =>
  (await desk.database.select().from(accounts).where(eq(accounts.id, id)))[0]?.operatorRole;
const trail = async () =>
  (await desk.database.select().from(auditEntries))
    .filter(({ action }) => /^account\.(administrator|operator-role)/.test(action))
    .map(({ action, actor, after }) => [action, actor, after?.askedBy ?? null]);

test("the only administrator makes another one alone; from then on it takes two, and everybody is told of either", async () => {
  const alan = await operator("reviewer");
  expect((await list()).administratorsTakeTwo).toBe(false);
  expect((await raise(alan)).status).toBe(204);
  const kay = await operator("reviewer");
  expect((await list()).administratorsTakeTwo).toBe(true);
  expect(await raise(kay)).toMatchObject({ status: 202 });
  expect(await roleOf(kay)).toBe("reviewer");
  expect((await raise(kay)).body).toMatchObject({ code: "second-pair-of-eyes" });
  const { administratorRequest: asked, can } = await inList(kay);
  expect(asked).toMatchObject({ askedBy: grace.email });
  expect(can.changeRole).toEqual({ allowed: false, reason: "second-pair-of-eyes" });
  expect((await inList(kay, alan)).can).toMatchObject({
    changeRole: { allowed: true },
    dropAdministratorRequest: { allowed: true },
  });
  // Nobody confirms their own.
  expect((await raise(kay, kay)).status).toBe(403);
  expect((await raise(kay, alan)).status).toBe(204);
  expect(await roleOf(kay)).toBe("administrator");
  expect((await inList(kay)).administratorRequest).toBe(null);
  expect(await subjects(alan.email)).toEqual(
    expect.arrayContaining([
      `${kay.email} is to become an administrator of the desk (Mastercard)`,
      `${kay.email} is an administrator of the desk now (Mastercard)`,
    ]),
  );
  const [newest] = await desk.mails(grace.email);
  expect(newest?.text).toContain(`asked for by ${grace.email} and confirmed by ${alan.email}`);
  expect((await subjects(kay.email))[0]).toBe("You are an administrator at Mastercard now");
  expect(await trail()).toEqual([
    ["account.operator-role-changed", grace.email, null],
    ["account.administrator-asked", grace.email, null],
    ["account.operator-role-changed", alan.email, grace.email],
  ]);
});

test("an administrator who is added where there are two is a reviewer until another one confirms", async () => {
  const alan = await operator("administrator");
  const email = newAddress();
  expect((await add(email, "administrator")).status).toBe(202);
  const joan = (await list()).items.find((one: { email: string }) => one.email === email);
  expect(joan).toMatchObject({ role: "reviewer", administratorRequest: { askedBy: grace.email } });
  expect((await raise(joan, alan)).status).toBe(204);
  expect(await roleOf(joan)).toBe("administrator");
});

test("what was asked for is taken back, declined, and falls with whoever asked; then it is asked for anew", async () => {
  const [alan, kay, lin] = [
    await operator("administrator"),
    await operator("administrator"),
    await operator("reviewer"),
  ];
  expect((await drop(lin)).body).toMatchObject({ code: "wrong-state" });
  await raise(lin, alan);
  expect((await drop(lin, alan)).status).toBe(204);
  expect((await desk.mails(grace.email))[0]?.text).toContain(`taken back by ${alan.email}`);
  await raise(lin, alan);
  expect((await drop(lin, kay)).status).toBe(204);
  expect((await desk.mails(grace.email))[0]?.text).toContain(
    `declined by ${kay.email}; ${alan.email} had asked for it`,
  );
  expect((await drop(lin, lin)).status).toBe(403);
  await raise(lin, alan);
  await lower(alan);
  expect((await inList(lin)).administratorRequest).toBe(null);
  await raise(lin, kay);
  await desk.remove(`/operator/operators/${kay.id}`, grace);
  expect((await inList(lin)).administratorRequest).toBe(null);
  expect(await roleOf(lin)).toBe("reviewer");
});

test("what nobody confirms within three days lapses: everybody is told, and who comes later asks anew", async () => {
  const [alan, lin] = [await operator("administrator"), await operator("reviewer")];
  await raise(lin);
  desk.advance(3 * DAY_MS - 1_000);
  const mail = () => ({ provider: "Mastercard", publicUrl: PUBLIC_URL });
  expect(await lapseRequests(desk.database, { mail, languagesOf }, desk.now())).toBe(0);
  desk.advance(2_000);
  const { cookie } = await desk.post("/accounts/log-in", { email: alan.email, password: GOOD_PASSWORD });
  const again = { ...alan, cookie: cookie ?? "" };
  expect((await inList(lin, again)).administratorRequest).toBe(null);
  // Before the sweep has come by, too.
  expect((await raise(lin, again)).status).toBe(202);
  expect(await roleOf(lin)).toBe("reviewer");
  expect((await inList(lin, again)).administratorRequest.askedBy).toBe(alan.email);
  desk.advance(3 * DAY_MS);
  expect(await lapseRequests(desk.database, { mail, languagesOf }, desk.now())).toBe(1);
  expect((await desk.mails(grace.email))[0]?.text).toContain(
    `within three days what ${alan.email} had asked for`,
  );
  expect(
    (await trail()).map(([action]) => action).filter((action) => String(action).includes("lapsed")),
  ).toHaveLength(2);
});

test("who removes or lowers the other administrators is not enough alone for three days", async () => {
  const [alan, lin] = [await operator("administrator"), await operator("reviewer")];
  await lower(alan);
  const refused = await raise(lin);
  expect(refused).toMatchObject({ status: 409, body: { code: "second-pair-of-eyes" } });
  expect(refused.body.detail).toContain("The desk has lost an administrator these days.");
  expect((await inList(lin)).can.changeRole).toEqual({ allowed: false, reason: "too-soon" });
  const email = newAddress();
  expect((await add(email, "administrator")).body.code).toBe("second-pair-of-eyes");
  expect((await list()).items.map((one: { email: string }) => one.email)).not.toContain(email);
  desk.advance(3 * DAY_MS);
  const { cookie } = await desk.post("/accounts/log-in", { email: grace.email, password: GOOD_PASSWORD });
  expect((await raise(lin, { cookie: cookie ?? "" })).status).toBe(204);
});

test("two administrators who ask at the same moment have asked and confirmed, once", async () => {
  const [alan, lin] = [await operator("administrator"), await operator("reviewer")];
  const answers = await Promise.all([raise(lin), raise(lin, alan)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 204]);
  expect(await roleOf(lin)).toBe("administrator");
});

test("the database makes nobody an administrator by one where there are two, nor by their own name", async () => {
  const [alan, lin, kay] = [
    await operator("administrator"),
    await operator("reviewer"),
    await operator("reviewer"),
  ];
  const set = (by: string | null, confirmedBy: string | null) =>
    desk.database
      .update(accounts)
      .set({
        operatorRole: "administrator",
        administratorAskedBy: by,
        administratorAskedByEmail: by === null ? null : "x",
        administratorAskedAt: by === null ? null : desk.now(),
        administratorConfirmedBy: confirmedBy,
      })
      .where(eq(accounts.id, lin.id));
  const of = (one: { readonly id: string }) => one.id;
  for (const [by, confirmedBy] of [
    [null, null],
    [of(grace), null],
    [of(grace), of(grace)],
    [of(grace), of(lin)],
    [of(lin), of(grace)],
    [of(grace), of(kay)],
  ] as const)
    await expect(set(by, confirmedBy)).rejects.toThrow();
  await set(of(grace), of(alan));
  expect(await roleOf(lin)).toBe("administrator");
});

test("each is told in the language of their choice", async () => {
  const [alan, lin] = [await operator("administrator"), await operator("reviewer")];
  const spanish = { language: "es", withoutMail: [] } as const;
  for (const { id } of [alan, lin] satisfies TestOperator[])
    await desk.database.insert(noticeSettings).values({ accountId: id, ...spanish, withoutMail: [] });
  await raise(lin);
  expect((await subjects(alan.email))[0]).toBe(
    `Se propone a ${lin.email} como administrador del equipo (Mastercard)`,
  );
  await raise(lin, alan);
  expect((await subjects(lin.email))[0]).toBe("Ahora es administrador de Mastercard");
  expect((await subjects(grace.email))[0]).toBe(
    `${lin.email} is an administrator of the desk now (Mastercard)`,
  );
  await desk.remove(`/operator/operators/${lin.id}`, grace);
  expect((await subjects(alan.email))[0]).toBe(`${lin.email} ya no forma parte del equipo (Mastercard)`);
  expect((await subjects(lin.email))[0]).toBe("Ya no es operador de Mastercard");
});

test("of two whom the only administrator raises at the same moment, the second one waits for another pair of eyes", async () => {
  const [alan, kay] = [await operator("reviewer"), await operator("reviewer")];
  const raised = await inTransaction(desk.database, async (tx) => {
    await lockAdministrators(tx);
    const both = [raise(alan), raise(kay)];
    await expect.poll(() => waitingForLocks(desk.database)).toBe(2);
    return both;
  });
  const statuses = (await Promise.all(raised)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([202, 204]);
  expect([await roleOf(alan), await roleOf(kay)].sort()).toEqual(["administrator", "reviewer"]);
});
