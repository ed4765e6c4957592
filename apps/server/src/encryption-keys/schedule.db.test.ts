import { asc, eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyBook } from "../key-book/tables.ts";
import { mails } from "../notifications/tables.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { carryOutSchedules } from "./carry-out-schedules.ts";
import { keyActivations, keySchedules } from "./tables.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const warned: unknown[] = [];
const log = { warn: (...words: unknown[]) => warned.push(words) };

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A project whose key `first` is active and whose key `second` waits. */
async function newProject() {
  const ada = await desk.join();
  const first = { alias: "first", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: first }), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  const add = async (alias: string): Promise<string> => {
    const path = `${at}/environments/sandbox/mastercard-encryption-keys`;
    const answer = await desk.post(path, { alias, certificateRequest: await newRequest() }, ada);
    return answer.body.key.id;
  };
  const second = await add("second");
  const keys = async () =>
    (await desk.get(at, ada)).body.project.environments[0].mastercardEncryptionKeys as {
      id: string;
      alias: string;
      status: string;
      schedule: { at: string; outcome: string | null; reason: string | null; scheduledBy: string } | null;
      can: Record<string, { allowed: boolean; reason?: string }>;
    }[];
  return {
    ada,
    at,
    projectId: body.project.id as string,
    firstId: body.project.environments[0].mastercardEncryptionKeys[0].id as string,
    second,
    add,
    key: async (id: string) => (await keys()).find((key) => key.id === id),
    path: (id: string) => `${at}/mastercard-encryption-keys/${id}`,
    schedule: (id: string, when: Date | string) =>
      desk.put(
        `${at}/mastercard-encryption-keys/${id}/schedule`,
        { at: typeof when === "string" ? when : when.toISOString() },
        ada,
      ),
  };
}

const inHours = (hours: number) => new Date(desk.now().getTime() + hours * HOUR_MS);
const work = (now: Date) => carryOutSchedules(desk.database, now, log);
async function mailsTo(address: string) {
  await desk.mailNotices();
  const rows = await desk.database
    .select()
    .from(mails)
    .where(inArray(mails.recipient, [address]))
    .orderBy(asc(mails.queuedAt));
  return rows.filter(({ subject }) => subject.includes("scheduled"));
}

test("a key is activated at its time, not before, by the same change as by hand, and the team is told", async () => {
  const project = await newProject();
  const when = inHours(3);
  const { status, body } = await project.schedule(project.second, when);
  expect(status).toBe(200);
  expect(body.key).toMatchObject({
    status: "inactive",
    schedule: { at: when.toISOString(), outcome: null, scheduledBy: project.ada.email },
    can: { schedule: { allowed: true }, cancelSchedule: { allowed: true } },
  });
  await work(new Date(when.getTime() - 1_000));
  expect(await project.key(project.second)).toMatchObject({ status: "inactive" });
  await work(when);
  expect(await project.key(project.second)).toMatchObject({
    status: "active",
    schedule: { outcome: "activated" },
    can: { cancelSchedule: { allowed: false } },
  });
  expect(await project.key(project.firstId)).toMatchObject({ status: "inactive" });
  const published = await desk.database
    .select()
    .from(keyBook)
    .where(inArray(keyBook.id, [project.firstId, project.second]))
    .orderBy(asc(keyBook.number));
  // The new one first, so that no gateway ever knows none.
  expect(
    published.map(({ id, entry }) => [id, entry?.kind === "mastercard-encryption-key" && entry.active]),
  ).toEqual([
    [project.second, true],
    [project.firstId, false],
  ]);
  const [mail] = await mailsTo(project.ada.email);
  expect(mail?.subject).toContain("was activated as scheduled");
  expect(mail?.body).toContain(`scheduled by ${project.ada.email}`);
  const { items } = (await desk.get(`${project.at}/activity`, project.ada)).body;
  expect(items.slice(0, 2).map(({ action }: { action: string }) => action)).toEqual([
    "mastercard-encryption-key.activated",
    "mastercard-encryption-key.activation-scheduled",
  ]);
  expect(items[1].actor).toBe(project.ada.email);
});

test("two workers, or ten, activate it once: one change, one mail for each member", async () => {
  const project = await newProject();
  const when = inHours(1);
  await project.schedule(project.second, when);
  const ended = await Promise.all(Array.from({ length: 10 }, () => work(when)));
  expect(ended.reduce((sum, each) => sum + each, 0)).toBe(1);
  expect(await mailsTo(project.ada.email)).toHaveLength(1);
  const spans = await desk.database
    .select()
    .from(keyActivations)
    .where(eq(keyActivations.keyId, project.second));
  expect(spans).toHaveLength(1);
});

test("a worker that dies before its transaction ends leaves the schedule due, and the next one carries it out", async () => {
  const project = await newProject();
  const when = inHours(1);
  await project.schedule(project.second, when);
  // The news is the last step but one: here it can't be written.
  await desk.database.execute(sql`alter table notices add constraint broken check (false) not valid`);
  await work(when);
  await desk.database.execute(sql`alter table notices drop constraint broken`);
  expect(warned.length).toBeGreaterThan(0);
  expect(await project.key(project.second)).toMatchObject({
    status: "inactive",
    schedule: { outcome: null },
  });
  await work(when);
  expect(await project.key(project.second)).toMatchObject({ status: "active" });
  expect(await mailsTo(project.ada.email)).toHaveLength(1);
});

test("a new schedule replaces the one pending in the environment, of whatever key", async () => {
  const project = await newProject();
  const third = await project.add("third");
  const when = inHours(1);
  await project.schedule(project.second, when);
  await project.schedule(third, when);
  expect((await project.key(project.second))?.schedule?.outcome).toBe("replaced");
  await work(when);
  expect(await project.key(third)).toMatchObject({ status: "active" });
  expect(await project.key(project.second)).toMatchObject({ status: "inactive" });
});

test("schedules made at the same moment leave one pending", async () => {
  const project = await newProject();
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => project.schedule(project.second, inHours(1 + n))),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  const rows = await desk.database.select().from(keySchedules).where(eq(keySchedules.keyId, project.second));
  expect(rows.filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
});

test("a cancelled schedule does nothing, and cancelling again finds nothing", async () => {
  const project = await newProject();
  const when = inHours(1);
  await project.schedule(project.second, when);
  const path = `${project.path(project.second)}/schedule`;
  expect((await desk.delete(path, project.ada)).status).toBe(200);
  expect((await desk.delete(path, project.ada)).status).toBe(404);
  await work(when);
  expect(await project.key(project.second)).toMatchObject({
    status: "inactive",
    schedule: { outcome: "cancelled" },
  });
  expect(await mailsTo(project.ada.email)).toEqual([]);
});

test("a key revoked meanwhile is not activated: the schedule ends with the reason, and the team gets a mail", async () => {
  const project = await newProject();
  const when = inHours(1);
  await project.schedule(project.second, when);
  await desk.post(`${project.path(project.second)}/revoke`, {}, project.ada);
  await work(when);
  await work(new Date(when.getTime() + HOUR_MS));
  expect(await project.key(project.second)).toMatchObject({
    status: "revoked",
    schedule: { outcome: "refused", reason: "key-revoked" },
  });
  expect(await project.key(project.firstId)).toMatchObject({ status: "active" });
  const sent = await mailsTo(project.ada.email);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.subject).toContain("could not be activated");
  expect(sent[0]?.body).toContain("The key is revoked");
});

test("a worker that comes only after the key's expiry refuses as well", async () => {
  const project = await newProject();
  await project.schedule(project.second, inHours(1));
  await work(new Date(desk.now().getTime() + 400 * DAY_MS));
  expect((await project.key(project.second))?.schedule).toMatchObject({
    outcome: "refused",
    reason: "activating-expired-key",
  });
});

test("a key activated by hand before its time has its schedule ended, and nothing happens at that time", async () => {
  const project = await newProject();
  const when = inHours(1);
  await project.schedule(project.second, when);
  await desk.post(`${project.path(project.second)}/activate`, {}, project.ada);
  expect((await project.key(project.second))?.schedule?.outcome).toBe("activated");
  await desk.post(`${project.path(project.firstId)}/activate`, {}, project.ada);
  expect(await work(when)).toBe(0);
  expect(await project.key(project.firstId)).toMatchObject({ status: "active" });
});

test("a time that is past, beyond a year, after the expiry, or none at all is refused with a word on the field", async () => {
  const project = await newProject();
  for (const when of [inHours(-1), desk.now(), inHours(24 * 364.9 + 24 * 3), "tomorrow", "2026-12-01"]) {
    const { status, body } = await project.schedule(project.second, when);
    expect([String(when), status, body.code]).toEqual([String(when), 400, "invalid-request"]);
    expect(body.errors[0].pointer).toBe("/at");
  }
  const withOffset = inHours(5).toISOString().replace("Z", "+00:00");
  expect((await project.schedule(project.second, withOffset)).status).toBe(200);
});

test("an active, a revoked and a stranger's key can't be scheduled; a read-only member schedules nothing", async () => {
  const project = await newProject();
  expect((await project.schedule(project.firstId, inHours(1))).body.code).toBe("scheduling-active-key");
  const other = await newProject();
  expect((await project.schedule(other.second, inHours(1))).status).toBe(404);
  const member = await desk.join();
  await desk.database
    .insert(projectMembers)
    .values({ projectId: project.projectId, accountId: member.id, role: "read-only", since: new Date() });
  const path = `${project.path(project.second)}/schedule`;
  expect((await desk.put(path, { at: inHours(1).toISOString() }, member)).body.code).toBe("not-allowed");
  await project.schedule(project.second, inHours(1));
  expect((await desk.delete(path, member)).body.code).toBe("not-allowed");
  await desk.post(`${project.path(project.second)}/revoke`, {}, project.ada);
  expect((await project.schedule(project.second, inHours(2))).body.code).toBe("key-revoked");
});

test("the clock set back activates nothing before its time by that clock, and nothing twice", async () => {
  const project = await newProject();
  const when = inHours(2);
  await project.schedule(project.second, when);
  await work(when);
  await desk.post(`${project.path(project.firstId)}/activate`, {}, project.ada);
  expect(await work(new Date(when.getTime() - HOUR_MS))).toBe(0);
  expect(await work(when)).toBe(0);
  expect(await project.key(project.firstId)).toMatchObject({ status: "active" });
});
