import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SignedIn } from "../http/signed-in.ts";
import { mails } from "../notifications/tables.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { remindOfEnd } from "./remind-of-end.ts";
import { DAY_MS, wayToProduction } from "./testing/way-to-production.ts";

let desk: TestDesk;
let grace: SignedIn;
let alan: SignedIn;
let way: ReturnType<typeof wayToProduction>;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  alan = await desk.joinOperator("reviewer");
  way = wayToProduction(desk, grace);
});
afterAll(() => desk.close());

/** Production under a contract that ends so many days from today, and who belongs to it. */
async function approved(contract: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) {
  const project = await way.approved(alan, { validTo: way.day(100), ...contract }, changes);
  const { project: shown } = (await desk.get(project.at, project.ada)).body;
  const endsAt = shown.environments[1].endsAt as string;
  return {
    ...project,
    name: shown.name as string,
    before: (days: number) => new Date(Date.parse(endsAt) - days * DAY_MS),
  };
}

/** Subjects of reminders about the project that this person has got, the oldest first. */
async function told(person: { readonly email: string }, name: string) {
  await desk.mailNotices();
  const rows = await desk.database
    .select()
    .from(mails)
    .where(eq(mails.recipient, person.email))
    .orderBy(asc(mails.queuedAt), asc(mails.subject));
  return rows.filter(({ subject }) => / ends in /.test(subject) && subject.includes(`“${name}”`));
}

test("members and operators are told 60, 30, 14, 7, 3 and 1 days before a contract ends, and of each once", async () => {
  const project = await approved();
  const lin = await desk.join();
  await addMember(desk.database, { projectId: project.id, email: lin.email, role: "read-only" });
  for (let days = 70; days > -2; days -= 1) {
    await remindOfEnd(desk.database, project.before(days - 0.5));
    await desk.mailNotices();
  }
  const expected = ["60 days", "30 days", "14 days", "7 days", "3 days", "a day"].map(
    (left) => `Production of “${project.name}” ends in ${left}`,
  );
  for (const person of [project.ada, lin, grace, alan]) {
    expect((await told(person, project.name)).map(({ subject }) => subject)).toEqual(expected);
  }
  const [mail] = await told(project.ada, project.name);
  expect(mail?.body).toMatch(/The contract C-\d+, on which Production of/);
  expect(mail?.body).toContain(`${way.day(101)} 00:00 UTC`);
  expect((await told(grace, project.name))[0]?.body).toContain("https://desk.example/operator/contracts");
  const { body } = await desk.get(`/api/v1/operator/audit?project=${project.id}`, grace);
  expect(body.items[0]).toMatchObject({ action: "production.end-reminded" });
});

test("the days of Test Drive Premium are over: that is said, and not that a contract ends", async () => {
  const plan = { plan: "test-drive-premium" };
  const project = await approved({ ...plan, validTo: null }, plan);
  await remindOfEnd(desk.database, project.before(13.5));
  const [mail] = await told(project.ada, project.name);
  expect(mail?.subject).toBe(`Test Drive Premium of “${project.name}” ends in 14 days`);
  expect(mail?.body).toContain("its time is over then");
});

test("after a time without a worker one reminder comes, not all that were missed; several workers send it once", async () => {
  const project = await approved();
  await Promise.all(Array.from({ length: 5 }, () => remindOfEnd(desk.database, project.before(6.5))));
  expect((await told(project.ada, project.name)).map(({ subject }) => subject)).toEqual([
    `Production of “${project.name}” ends in 7 days`,
  ]);
});

test("under another contract it is reminded of anew by that one's days; what is open, withdrawn or deleted is left alone", async () => {
  const renewed = await approved();
  await remindOfEnd(desk.database, renewed.before(29.5));
  await way.enterContract(renewed.ada.companyId, { validTo: way.day(200) });
  await desk.post(
    `/api/v1/operator/contracts/${renewed.contractId}/withdraw`,
    { reason: "Replaced." },
    grace,
  );
  await way.submit(renewed);
  await way.decide(renewed.desk, alan);
  await way.decide(renewed.desk, grace);
  await remindOfEnd(desk.database, renewed.before(13.5));
  expect(await told(renewed.ada, renewed.name)).toHaveLength(1);
  await remindOfEnd(desk.database, new Date(renewed.before(29.5).getTime() + 100 * DAY_MS));
  expect(await told(renewed.ada, renewed.name)).toHaveLength(2);

  const open = await approved({ validTo: null });
  const withdrawn = await approved();
  await desk.post(`/api/v1/operator/contracts/${withdrawn.contractId}/withdraw`, { reason: "Over." }, grace);
  const deleted = await approved();
  const [credential] = (await way.productionOf(deleted)).credentials;
  await desk.delete(`${deleted.at}/credentials/${credential.id}?evenIfLast=true`, deleted.ada);
  expect((await desk.post(`${deleted.at}/delete`, { name: deleted.name }, deleted.ada)).status).toBe(204);
  for (const project of [open, withdrawn, deleted]) {
    await remindOfEnd(desk.database, deleted.before(6.5));
    expect(await told(project.ada, project.name)).toEqual([]);
  }
});

test("an end that is near is shown on the project, its summary and the way to Production, and to operators with the contract", async () => {
  const project = await approved({ validTo: way.day(13) });
  const far = await approved();
  const shown = async ({ at, ada }: typeof project) => [
    (await desk.get(at, ada)).body.project.environments[1].endsInDays,
    (await desk.get(`${at}/summary`, ada)).body.environments[1].endsInDays,
    (await desk.get(`${at}/production`, ada)).body.access.endsInDays,
  ];
  expect(await shown(project)).toEqual([14, 14, 14]);
  expect(await shown(far)).toEqual([null, null, null]);
  const { items } = (await desk.get("/api/v1/operator/contracts", grace)).body;
  const contract = (id: string) => items.find((one: { id: string }) => one.id === id);
  expect(contract(project.contractId).endsInDays).toBe(14);
  expect(contract(far.contractId).endsInDays).toBeNull();
});
