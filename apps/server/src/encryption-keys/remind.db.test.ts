import { asc, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mails } from "../notifications/tables.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { remindOfExpiry } from "./remind.ts";

const DAY_MS = 86_400_000;
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A project with one key of each type and two members, and the moment at which its keys expire. */
async function newProject(name: string) {
  const [ada, member] = [await desk.join(), await desk.join()];
  const key = { alias: "payroll", certificateRequest: await newRequest() };
  const { body } = await desk.post(
    "/api/v1/projects",
    desk.draft({ name, mastercardEncryptionKey: key }),
    ada,
  );
  const { id, environments } = body.project;
  await desk.database
    .insert(projectMembers)
    .values({ projectId: id, accountId: member.id, role: "read-only", since: new Date() });
  const expiry = Date.parse(environments[0].mastercardEncryptionKeys[0].notAfter);
  return {
    id,
    ada,
    addresses: [ada.email, member.email],
    before: (days: number) => new Date(expiry - days * DAY_MS),
  };
}

/** Mails of reminders to these addresses, the oldest first. */
async function reminders(addresses: readonly string[]) {
  await desk.mailNotices();
  const rows = await desk.database
    .select()
    .from(mails)
    .where(inArray(mails.recipient, [...addresses]))
    .orderBy(asc(mails.queuedAt), asc(mails.subject));
  return rows.filter(({ subject }) => subject.includes("expires in"));
}

test("all members are reminded of both keys 60, 30, 14, 7, 3 and 1 days before, and of each once", async () => {
  const project = await newProject("Reminded");
  for (let days = 70; days > -2; days -= 1) {
    await remindOfExpiry(desk.database, project.before(days - 0.5));
    await desk.mailNotices();
  }
  const sent = await reminders(project.addresses);
  // Two keys, two members, six reminders.
  expect(sent).toHaveLength(24);
  const subjects = [...new Set(sent.map(({ subject }) => subject))];
  expect(subjects).toEqual(
    ["60 days", "30 days", "14 days", "7 days", "3 days", "a day"].map(
      (left) => `An encryption key of “Reminded” expires in ${left}`,
    ),
  );
});

test("a reminder says which key it is, when it ends, what then, and what to do", async () => {
  const project = await newProject("Explained");
  await remindOfExpiry(desk.database, project.before(29.5));
  const texts = (await reminders([project.ada.email])).map(({ body }) => body);
  expect(texts).toHaveLength(2);
  const client = texts.find((text) => text.includes("Client Encryption Key")) ?? "";
  const mastercard = texts.find((text) => text.includes("Mastercard Encryption Key “payroll”")) ?? "";
  expect(client).toContain("Create its successor");
  expect(mastercard).toContain("then activate it");
  for (const text of [client, mastercard]) {
    expect(text).toContain("in 30 days");
    expect(text).toContain(`https://desk.example/projects/${project.id}`);
    expect(text).toMatch(/Key ID \(kid\): [0-9a-f]{64}/);
  }
});

test("after a time without a worker one reminder comes, not all that were missed; several workers send it once", async () => {
  const project = await newProject("Missed");
  await Promise.all(Array.from({ length: 5 }, () => remindOfExpiry(desk.database, project.before(6.5))));
  const sent = await reminders([project.ada.email]);
  expect(sent.map(({ subject }) => subject)).toEqual(
    Array.from({ length: 2 }, () => "An encryption key of “Missed” expires in 7 days"),
  );
});

test("nobody is reminded of a key that is revoked, replaced or expired", async () => {
  const project = await newProject("Replaced");
  const at = `/api/v1/projects/${project.id}`;
  const environment = (await desk.get(at, project.ada)).body.project.environments[0];
  // The clock of the successors is another one: they expire a hundred days later.
  desk.advance(100 * DAY_MS);
  const path = `${at}/environments/sandbox`;
  await desk.post(`${path}/client-encryption-keys`, {}, project.ada);
  await desk.post(
    `${at}/client-encryption-keys/${environment.clientEncryptionKeys[0].id}/revoke`,
    {},
    project.ada,
  );
  const body = { alias: "successor", certificateRequest: await newRequest() };
  const { key } = (await desk.post(`${path}/mastercard-encryption-keys`, body, project.ada)).body;
  await desk.post(`${at}/mastercard-encryption-keys/${key.id}/activate`, {}, project.ada);
  await remindOfExpiry(desk.database, project.before(29.5));
  await remindOfExpiry(desk.database, project.before(-1));
  expect(await reminders(project.addresses)).toEqual([]);
});
