import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SignedIn } from "../http/signed-in.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { type ReceivedUsage, receiveUsage } from "./receive.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function newProject(): Promise<{ ada: SignedIn; at: string; credential: string }> {
  const ada = await desk.join();
  const { project } = (await desk.post("/api/v1/projects", desk.draft(), ada)).body;
  const [{ credentials }] = project.environments;
  return { ada, at: `/api/v1/projects/${project.id}`, credential: credentials[0].id };
}
const tell = (...calls: ReceivedUsage["calls"]) =>
  receiveUsage(
    desk.database,
    { source: randomUUID(), number: 1, gateway: "gate", calls, uses: [], callers: [] },
    desk.now(),
  );
const told = (credentialId: string, operation: string, changes: object = {}) => ({
  credentialId,
  operation,
  statusClass: 2,
  encrypted: true,
  count: 10,
  milliseconds: 200,
  ageMs: HOUR_MS,
  ...changes,
});

test("calls are summed by operation, those called most first, with what was refused, what failed and how long it took", async () => {
  const { ada, at, credential } = await newProject();
  const other = await newProject();
  await tell(
    told(credential, "GET /accounts"),
    told(credential, "GET /accounts", { statusClass: 4, count: 3, milliseconds: 9, encrypted: false }),
    told(credential, "GET /accounts", { statusClass: 5, count: 1, milliseconds: 51 }),
    told(credential, "POST /reports", { ageMs: 3 * DAY_MS, count: 40 }),
    told(credential, "other", { ageMs: 20 * DAY_MS }),
    told(other.credential, "GET /accounts", { count: 1_000 }),
  );
  const accounts = {
    operation: "GET /accounts",
    calls: 14,
    refused: 3,
    failed: 1,
    encrypted: 11,
    meanMilliseconds: 19,
  };
  const { body } = await desk.get(`${at}/usage/operations`, ada);
  expect(body).toMatchObject({ calls: 54, environments: [{ type: "sandbox", plan: "test-drive" }] });
  expect(body.items).toMatchObject([{ operation: "POST /reports", calls: 40 }, accounts]);
  expect((await desk.get(`${at}/usage/operations?days=1`, ada)).body.items).toEqual([accounts]);
  const { items } = (await desk.get(`${at}/usage/operations?days=30`, ada)).body;
  expect(items.map(({ operation }: { operation: string }) => operation)).toContain("other");
  expect((await desk.get(`${at}/usage/operations?days=5`, ada)).status).toBe(400);
});

test("calls of credentials that are deleted are still there", async () => {
  const { ada, at, credential } = await newProject();
  await tell(told(credential, "GET /accounts"));
  await desk.post(`${at}/environments/sandbox/credentials`, { description: "Second" }, ada);
  expect((await desk.delete(`${at}/credentials/${credential}`, ada)).status).toBeLessThan(300);
  expect((await desk.get(`${at}/usage/operations`, ada)).body.calls).toBe(10);
});

test("the file has a row a day and operation, the newest day first", async () => {
  const { ada, at, credential } = await newProject();
  await tell(
    told(credential, "GET /accounts", { ageMs: 2 * DAY_MS }),
    told(credential, "GET /accounts"),
    told(credential, "other", { statusClass: 4 }),
  );
  const file = await desk.get(`${at}/usage/operations.csv?days=7`, ada);
  const day = (ageMs: number) => new Date(desk.now().getTime() - ageMs).toISOString().slice(0, 10);
  expect(file.text.split("\r\n").slice(1)).toEqual([
    `${day(HOUR_MS)},GET /accounts,10,10,0,0,10,20`,
    `${day(HOUR_MS)},other,10,0,10,0,10,20`,
    `${day(2 * DAY_MS)},GET /accounts,10,10,0,0,10,20`,
    "",
  ]);
});

test("of more operations than are listed all calls are counted, and a file of too many rows is refused and not cut short", async () => {
  const { ada, at, credential } = await newProject();
  const others = (from: number, to: number) =>
    desk.database.execute(sql`
      insert into usage_operations (credential_id, hour, operation, status_class, encrypted, project_id, calls, milliseconds)
      select ${credential}, date_trunc('hour', ${desk.now().toISOString()}::timestamptz), 'GET /' || n, 2, true,
        ${at.split("/").at(-1)}, 2, 10 from generate_series(${from}::int, ${to}::int) n`);
  await others(1, 501);
  const { body } = await desk.get(`${at}/usage/operations`, ada);
  expect(body).toMatchObject({ calls: 1_002, operations: 501 });
  expect(body.items).toHaveLength(500);
  await others(502, 50_000);
  const file = await desk.get(`${at}/usage/operations.csv`, ada);
  expect([file.status, file.text.split("\r\n").length]).toEqual([200, 50_002]);
  await others(50_001, 50_001);
  const refused = await desk.get(`${at}/usage/operations.csv`, ada);
  expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, "/days"]);
});

test("strangers find nothing, and there is no use of an environment that there isn't", async () => {
  const { ada, at } = await newProject();
  for (const path of [`${at}/usage/operations`, `${at}/usage/operations.csv`]) {
    expect((await desk.get(path, await desk.join())).status).toBe(404);
    expect((await desk.get(`${path}?environment=production`, ada)).status).toBe(404);
    expect((await desk.get(path, ada)).status).toBe(200);
  }
});
