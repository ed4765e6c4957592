import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { forgetOldUsage } from "./jobs.ts";
import { useOf } from "./read-use.ts";
import { type ReceivedUsage, receiveUsage } from "./receive.ts";
import { usageHours, usageMinutes, usageOperations, usageSpans } from "./tables.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = new Date("2026-11-26T14:30:15Z");

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

interface Made {
  readonly projectId: string;
  readonly ada: Awaited<ReturnType<TestDesk["join"]>>;
  readonly credential: string;
  readonly clientKey: string;
  readonly mastercardKey: string;
}

async function newProject(): Promise<Made> {
  const ada = await desk.join();
  const key = { alias: "payroll", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: key }), ada);
  const [sandbox] = body.project.environments;
  return {
    projectId: body.project.id,
    ada,
    credential: sandbox.credentials[0].id,
    clientKey: sandbox.clientEncryptionKeys[0].id,
    mastercardKey: sandbox.mastercardEncryptionKeys[0].id,
  };
}

let made: Made;
let source: string;
let number = 0;
beforeEach(async () => {
  made = await newProject();
  source = randomUUID();
  number = 0;
});

function report(uses: readonly { id: string; count: number; ageMs?: number }[]): ReceivedUsage {
  number += 1;
  return {
    source,
    number,
    gateway: "gate-1",
    calls: [],
    callers: [],
    uses: uses.map(({ id, count, ageMs = 0 }) => ({ id, count, firstAgeMs: ageMs, lastAgeMs: ageMs })),
  };
}

const receive = (told: ReceivedUsage, now = NOW) => receiveUsage(desk.database, told, now);
const callsOf = async (id: string, now = NOW) => (await useOf(desk.database, id, now)).calls;

test("uses of keys and credentials are counted by minute and hour, with the first and the last", async () => {
  await receive(
    report([
      { id: made.clientKey, count: 5, ageMs: 3 * DAY_MS },
      { id: made.clientKey, count: 2, ageMs: 2 * HOUR_MS },
      { id: made.clientKey, count: 1, ageMs: 5_000 },
      { id: made.credential, count: 9 },
    ]),
  );
  await receive(report([{ id: made.clientKey, count: 10 }]));
  expect(await useOf(desk.database, made.clientKey, NOW)).toEqual({
    firstUsedAt: new Date(NOW.getTime() - 3 * DAY_MS),
    lastUsedAt: NOW,
    calls: { hour: 11, day: 13, week: 18 },
  });
  expect(await callsOf(made.credential)).toEqual({ hour: 9, day: 9, week: 9 });
  expect(await useOf(desk.database, made.mastercardKey, NOW)).toEqual({
    firstUsedAt: null,
    lastUsedAt: null,
    calls: { hour: 0, day: 0, week: 0 },
  });
});

test("what was used an hour and a minute ago is not of the last hour, and a day and two hours ago not of the last day", async () => {
  await receive(
    report([
      { id: made.clientKey, count: 1, ageMs: HOUR_MS + 61_000 },
      { id: made.clientKey, count: 1, ageMs: DAY_MS + 2 * HOUR_MS },
      { id: made.clientKey, count: 1, ageMs: 8 * DAY_MS },
    ]),
  );
  expect(await callsOf(made.clientKey)).toEqual({ hour: 0, day: 1, week: 2 });
});

test("a report that comes again is counted once, also many times at the same moment and after later ones", async () => {
  const told = report([{ id: made.clientKey, count: 3 }]);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => receive(told)));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  const next = report([{ id: made.clientKey, count: 4 }]);
  expect(await receive(next)).toBe(true);
  expect(await receive(told)).toBe(false);
  // Nor with other counts under its number.
  expect(await receive({ ...next, uses: report([{ id: made.clientKey, count: 500 }]).uses })).toBe(false);
  expect((await callsOf(made.clientKey)).day).toBe(7);
});

test("many gateways that tell of the same keys at the same moment lose nothing and don't block each other", async () => {
  const ids = [made.clientKey, made.mastercardKey, made.credential];
  const reports = Array.from({ length: 40 }, (_, n) => ({
    ...report((n % 2 === 0 ? ids : ids.toReversed()).map((id) => ({ id, count: 1 }))),
    source: randomUUID(),
    calls: ids.map(() => ({
      credentialId: made.credential,
      operation: `GET /${n % 3}`,
      statusClass: 2,
      encrypted: true,
      count: 1,
      milliseconds: 2,
      ageMs: 0,
    })),
  }));
  await Promise.all(reports.map((told) => receive(told)));
  for (const id of ids) expect((await callsOf(id)).day).toBe(40);
  const rows = await desk.database
    .select()
    .from(usageOperations)
    .where(eq(usageOperations.credentialId, made.credential));
  expect(rows).toHaveLength(3);
  expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(120);
  expect(rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0)).toBe(240);
});

test("an id that the desk doesn't know is passed over, and what stands beside it counts", async () => {
  const unknown = randomUUID();
  expect(
    await receive({
      ...report([
        { id: unknown, count: 5 },
        { id: made.clientKey, count: 1 },
        // Neither a project nor an environment is a thing that can be used.
        { id: made.projectId, count: 5 },
      ]),
      calls: [
        {
          credentialId: unknown,
          operation: "GET /x",
          statusClass: 2,
          encrypted: false,
          count: 1,
          milliseconds: 1,
          ageMs: 0,
        },
      ],
    }),
  ).toBe(true);
  for (const id of [unknown, made.projectId]) {
    expect(await desk.database.select().from(usageSpans).where(eq(usageSpans.subjectId, id))).toEqual([]);
    expect(
      await desk.database.select().from(usageOperations).where(eq(usageOperations.credentialId, id)),
    ).toEqual([]);
  }
  expect((await callsOf(made.clientKey)).day).toBe(1);
});

test("uses of another project's keys in the same report are that project's, and no one else sees them", async () => {
  const other = await newProject();
  await receive(
    report([
      { id: made.clientKey, count: 1 },
      { id: other.clientKey, count: 50 },
    ]),
    desk.now(),
  );
  const mine = (await desk.get(`/api/v1/projects/${made.projectId}/usage`, made.ada)).body;
  expect(mine.clientEncryptionKeys.map((key: { id: string }) => key.id)).toEqual([made.clientKey]);
  expect(mine.clientEncryptionKeys[0].calls.day).toBe(1);
  expect(JSON.stringify(mine)).not.toContain(other.clientKey);
  expect((await desk.get(`/api/v1/projects/${made.projectId}/usage`, other.ada)).status).toBe(404);
  expect((await desk.get(`/api/v1/projects/${made.projectId}/usage`, null)).status).toBe(401);
});

test("the desk's clock set back hides no use: what was counted before still counts", async () => {
  await receive(report([{ id: made.clientKey, count: 6 }]));
  const before = new Date(NOW.getTime() - 5 * DAY_MS);
  await receive(report([{ id: made.clientKey, count: 1 }]), before);
  expect(await useOf(desk.database, made.clientKey, before)).toMatchObject({
    lastUsedAt: NOW,
    calls: { hour: 7, day: 7, week: 7 },
  });
});

test("the usage of a project names each key and credential, with bars of the last week", async () => {
  const now = desk.now();
  await receive(
    report([
      { id: made.clientKey, count: 7 },
      { id: made.clientKey, count: 2, ageMs: 5 * DAY_MS },
    ]),
    now,
  );
  const { status, body } = await desk.get(`/api/v1/projects/${made.projectId}/usage`, made.ada);
  expect(status).toBe(200);
  expect(body.stepHours).toBe(6);
  const [key] = body.clientEncryptionKeys;
  expect(key).toMatchObject({ id: made.clientKey, lastUsedAt: now.toISOString(), confirmBeforeRevoke: true });
  expect(key.steps).toHaveLength(28);
  expect(key.steps.at(-1)).toBe(7);
  expect(key.steps.reduce((sum: number, calls: number) => sum + calls, 0)).toBe(9);
  expect(body.mastercardEncryptionKeys[0]).toMatchObject({
    id: made.mastercardKey,
    lastUsedAt: null,
    calls: { hour: 0, day: 0, week: 0 },
  });
  expect(body.credentials[0].id).toBe(made.credential);
});

test("counts by the minute are kept for hours, by the hour for 400 days, and the first and last use stay", async () => {
  await receive(
    report([
      { id: made.clientKey, count: 1, ageMs: 90 * 60_000 },
      { id: made.clientKey, count: 1, ageMs: 399 * DAY_MS },
    ]),
  );
  const rows = async () => ({
    minutes: (
      await desk.database.select().from(usageMinutes).where(eq(usageMinutes.subjectId, made.clientKey))
    ).length,
    hours: (await desk.database.select().from(usageHours).where(eq(usageHours.subjectId, made.clientKey)))
      .length,
  });
  expect(await rows()).toEqual({ minutes: 1, hours: 2 });
  await forgetOldUsage(desk.database, NOW);
  expect(await rows()).toEqual({ minutes: 1, hours: 2 });
  await forgetOldUsage(desk.database, new Date(NOW.getTime() + 2 * DAY_MS));
  expect(await rows()).toEqual({ minutes: 0, hours: 1 });
  expect((await useOf(desk.database, made.clientKey, NOW)).firstUsedAt).toEqual(
    new Date(NOW.getTime() - 399 * DAY_MS),
  );
});
