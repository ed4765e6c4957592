import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { receiveUsage } from "./receive.ts";

const HOUR_MS = 3_600_000;
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A project with two Client Encryption Keys, the first of which was used. */
async function newProject(uses: readonly { count: number; ageMs: number }[]) {
  const ada = await desk.join();
  const key = { alias: "payroll", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: key }), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  await desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada);
  const id: string = body.project.environments[0].clientEncryptionKeys[0].id;
  const use = (count: number, ageMs: number) =>
    receiveUsage(
      desk.database,
      {
        source: randomUUID(),
        number: 1,
        gateway: "gate",
        calls: [],
        callers: [],
        uses: [{ id, count, firstAgeMs: ageMs, lastAgeMs: ageMs }],
      },
      desk.now(),
    );
  for (const { count, ageMs } of uses) await use(count, ageMs);
  const path = `${at}/client-encryption-keys/${id}`;
  return { ada, at, id, projectId: body.project.id, use, path };
}

test("a key used in the last day is not revoked in silence: the refusal says how much, and the count repeated lets it be", async () => {
  const { ada, path, at } = await newProject([{ count: 1_204, ageMs: 3 * HOUR_MS }]);
  const refused = await desk.post(`${path}/revoke`, {}, ada);
  expect(refused).toMatchObject({ status: 409, body: { code: "revoking-used-key" } });
  expect(refused.body.detail).toContain("1204 calls in the last day");
  expect(refused.body.errors[0].pointer).toBe("/confirmCalls");
  const done = await desk.post(`${path}/revoke`, { confirmCalls: 1_204 }, ada);
  expect(done).toMatchObject({ status: 200, body: { key: { status: "revoked" } } });
  const { items } = (await desk.get(`${at}/activity`, ada)).body;
  expect(items[0].action).toBe("client-encryption-key.revoked");
});

test("use that grew while it was read is accepted, and use of another order is shown again", async () => {
  const { ada, path, use } = await newProject([{ count: 50, ageMs: HOUR_MS }]);
  await use(5_000, 0);
  expect((await desk.post(`${path}/revoke`, { confirmCalls: 50 }, ada)).body.code).toBe("revoking-used-key");
  await use(5_000, 0);
  expect((await desk.post(`${path}/revoke`, { confirmCalls: 5_050 }, ada)).status).toBe(200);
});

test("a key that was last used a few days ago, or never, asks for nothing", async () => {
  const old = await newProject([{ count: 9, ageMs: 72 * HOUR_MS }]);
  expect((await desk.post(`${old.path}/revoke`, {}, old.ada)).status).toBe(200);
  const never = await newProject([]);
  expect((await desk.post(`${never.path}/revoke`, {}, never.ada)).status).toBe(200);
});

test.each([0, -1, 1.5, "many", Number.MAX_VALUE])("%s is no count to confirm with", async (confirmCalls) => {
  const { ada, path } = await newProject([{ count: 1, ageMs: 0 }]);
  const answer = await desk.post(`${path}/revoke`, { confirmCalls }, ada);
  expect(answer).toMatchObject({ status: 400, body: { code: "invalid-request" } });
});

test("a compromised key is reported in one step, however much it is used", async () => {
  const { ada, path } = await newProject([{ count: 1_000_000, ageMs: 0 }]);
  expect((await desk.post(`${path}/compromised`, {}, ada)).status).toBe(200);
});

test("a read-only member sees the use and revokes nothing with it", async () => {
  const { at, path, projectId } = await newProject([{ count: 7, ageMs: 0 }]);
  const member = await desk.join();
  await desk.database
    .insert(projectMembers)
    .values({ projectId, accountId: member.id, role: "read-only", since: new Date() });
  expect((await desk.get(`${at}/usage`, member)).body.clientEncryptionKeys[0].calls.day).toBe(7);
  expect((await desk.post(`${path}/revoke`, { confirmCalls: 7 }, member)).body.code).toBe("not-allowed");
});
