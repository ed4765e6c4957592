import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeOperator } from "../accounts/remove-operator.ts";
import { lockCompany } from "../companies/store.ts";
import { companies } from "../companies/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { languagesOf } from "../notices/store.ts";
import { noticeSettings } from "../notices/tables.ts";
import { mails } from "../notifications/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { lapseSuspensions } from "./lapse-suspensions.ts";
import { DAY_MS } from "./testing/way-to-production.ts";

let desk: TestDesk;
let grace: SignedIn;
let alan: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  alan = await desk.joinOperator();
});
afterAll(() => desk.close());

const mail = () => ({ provider: "Mastercard", publicUrl: "https://desk.example" });
const later = (ms: number) => new Date(desk.now().getTime() + ms);
async function asked(by = alan) {
  const ada = await desk.join();
  const id = ada.companyId ?? "";
  const suspend = (as: SignedIn) =>
    desk.post(`/api/v1/operator/partners/${id}/suspend`, { reason: "Not paid." }, as);
  await suspend(by);
  const read = async () =>
    (await desk.database.select().from(companies).where(eq(companies.id, id)))[0]?.suspensionAskedBy;
  return { id, suspend, read };
}

test("the job drops what waits too long, once, and neither what is fresh nor what is confirmed", async () => {
  const [waits, confirmed] = [await asked(), await asked()];
  await confirmed.suspend(grace);
  expect(await lapseSuspensions(desk.database, { mail }, later(3 * DAY_MS - 60_000))).toBe(0);
  expect(await waits.read()).toBe(alan.id);
  // Both have found it before either has it.
  const both = await inTransaction(desk.database, async (tx) => {
    await lockCompany(tx, waits.id);
    const sweeps = [1, 2].map(() => lapseSuspensions(desk.database, { mail }, later(3 * DAY_MS)));
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(1);
    return () => Promise.all(sweeps);
  });
  expect((await both()).sort()).toEqual([0, 1]);
  expect([await waits.read(), await confirmed.read()]).toEqual([null, alan.id]);
});

test("what an operator has asked for falls when they are taken off the desk: whoever confirms asks anew, and what is confirmed stays", async () => {
  const kay = await desk.joinOperator("reviewer");
  const [waits, confirmed, others] = [await asked(kay), await asked(kay), await asked()];
  await confirmed.suspend(grace);
  const { operatorRole } = grace;
  if (operatorRole === null) throw new Error("no operator");
  const origin = { accountId: grace.id, actor: grace.email, address: "192.0.2.1", requestId: "test" };
  const signedIn = { ...grace, operatorRole };
  const who = { signedIn, action: "operator.manage", origin, now: desk.now() } as const;
  await removeOperator(
    { database: desk.database, mail, languagesOf, dropAskedBy: async () => {} },
    who,
    kay.id,
  );
  expect([await waits.read(), await confirmed.read(), await others.read()]).toEqual([null, kay.id, alan.id]);
  // The second pair of eyes is the first one now, and nothing is stopped yet.
  await waits.suspend(grace);
  const [company] = await desk.database.select().from(companies).where(eq(companies.id, waits.id));
  expect(company).toMatchObject({ suspensionAskedBy: grace.id, suspendedAt: null });
  const { items } = (await desk.get(`/api/v1/operator/audit?subject=company:${waits.id}`, grace)).body;
  expect(items.map(({ action }: { action: string }) => action)).toEqual([
    "partner.suspension-asked",
    "partner.suspension-dropped",
    "partner.suspension-asked",
  ]);
});

const toldOf = async (person: SignedIn) => {
  const rows = await desk.database.select().from(mails).where(eq(mails.recipient, person.email));
  return rows.sort((a, b) => a.queuedAt.getTime() - b.queuedAt.getTime()).map(({ subject }) => subject);
};

test("every operator is mailed what is done about a partner's access, in their language, and its members when it goes on", async () => {
  const [joan, kay] = [await desk.joinOperator("reviewer"), await desk.joinOperator("reviewer")];
  await desk.database.insert(noticeSettings).values({ accountId: kay.id, language: "es", withoutMail: [] });
  const ada = await desk.join();
  await desk.post("/api/v1/projects", desk.draft(), ada);
  const at = `/api/v1/operator/partners/${ada.companyId}`;
  const suspend = (as: SignedIn) => desk.post(`${at}/suspend`, { reason: "Not paid." }, as);
  const resume = (as: SignedIn) => desk.post(`${at}/resume`, {}, as);
  const name = "Ada & Co";
  for (const step of [
    () => suspend(alan),
    () => resume(grace),
    () => suspend(alan),
    () => suspend(grace),
    () => resume(alan),
  ]) {
    desk.advance(1_000);
    expect((await step()).status).toBeLessThan(300);
  }
  expect(await toldOf(joan)).toEqual([
    `The suspension of “${name}” waits for a second operator`,
    `“${name}” is not suspended`,
    `The suspension of “${name}” waits for a second operator`,
    `“${name}” is suspended`,
    `The suspension of “${name}” was ended`,
  ]);
  expect((await toldOf(kay)).at(-1)).toBe(`Ha terminado la suspensión de «${name}»`);
  const [ended] = (await desk.database.select().from(mails).where(eq(mails.recipient, kay.email))).filter(
    ({ subject }) => subject.startsWith("Ha terminado"),
  );
  expect(ended?.body).toContain(`${alan.email} ha puesto fin`);
  expect(ended?.body).toContain("Motivo: Not paid.");
  await desk.mailNotices();
  expect((await toldOf(ada)).filter((subject) => /suspended|resumed/.test(subject)).sort()).toEqual([
    expect.stringContaining("has resumed"),
    expect.stringContaining("has suspended"),
  ]);
  await suspend(alan);
  await lapseSuspensions(desk.database, { mail }, later(3 * DAY_MS + 1_000));
  expect((await toldOf(joan)).at(-1)).toBe(`The suspension of “${name}” was not confirmed`);
});
