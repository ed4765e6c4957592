import { afterAll, beforeAll, expect, test } from "vitest";
import type { SignedIn } from "../http/signed-in.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { readProject } from "../projects/store.ts";
import { type OneProject, wayToProduction } from "./testing/way-to-production.ts";

let desk: TestDesk;
let [grace, alan]: SignedIn[] = [];
let way: ReturnType<typeof wayToProduction>;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  alan = await desk.joinOperator("reviewer");
  way = wayToProduction(desk, grace);
});
afterAll(() => desk.close());

async function remove(project: OneProject) {
  const name = (await readProject(desk.database, project.id))?.name;
  return desk.post(`${project.at}/delete`, { name }, project.ada);
}
const operators = () => [grace, alan] as [SignedIn, SignedIn];
const queued = async (state = "waiting") =>
  (await desk.get(`/api/v1/operator/requests?state=${state}`, operators()[0])).body.items.map(
    ({ id }: { id: string }) => id,
  );

test("a deleted project's request leaves the operators' queue, its trail says so, and nobody approves it any more", async () => {
  const [first, second] = operators();
  const project = await way.readyToApprove();
  const id = project.desk.split("/").at(-1);
  await way.decide(project.desk, second);
  expect(await queued()).toContain(id);
  expect((await remove(project)).status).toBe(204);
  expect(await queued()).not.toContain(id);
  expect(await queued("withdrawn")).not.toContain(id);
  const { request } = (await desk.get(project.desk, first)).body;
  expect(request).toMatchObject({ state: "withdrawn", firstBy: null });
  expect(request.timeline.at(-1)).toMatchObject({ kind: "project-deleted", author: project.ada.email });
  const trail = await desk.get(`/api/v1/operator/audit?project=${project.id}`, first);
  const actions = trail.body.items.map(({ action }: { action: string }) => action);
  expect(actions).toContain("production.closed");
  expect((await way.decide(project.desk, first)).body.code).toBe("wrong-state");
});

test("a request that waits for the partner's answer is withdrawn too, and one that was refused stays refused", async () => {
  const [first] = operators();
  const asked = await way.readyToApprove();
  await way.decide(asked.desk, first, "ask");
  const refused = await way.readyToApprove();
  await way.decide(refused.desk, first, "refuse");
  for (const project of [asked, refused]) expect((await remove(project)).status).toBe(204);
  const stateOf = async (at: string) => (await desk.get(at, first)).body.request.state;
  expect([await stateOf(asked.desk), await stateOf(refused.desk)]).toEqual(["withdrawn", "refused"]);
});

test("deleted while it is just being approved, a project is gone with its request, or stays with its Production", async () => {
  const [first, second] = operators();
  const outcomes = new Set<string>();
  for (let round = 0; round < 8; round += 1) {
    const project = await way.readyToApprove();
    const { id } = await way.productionOf(project);
    await way.decide(project.desk, second);
    const both = [() => way.decide(project.desk, first), () => remove(project)];
    if (round % 2 === 1) both.reverse();
    await Promise.all(both.map((one) => one()));
    const deleted = (await readProject(desk.database, project.id))?.deletedAt != null;
    const { state } = (await desk.get(project.desk, first)).body.request;
    expect(state).toBe(deleted ? "withdrawn" : "approved");
    const entry = await way.bookEntry(id);
    if (deleted) expect(entry).toBeNull();
    else expect(entry).toMatchObject({ status: "active" });
    outcomes.add(state);
  }
  expect(outcomes.size).toBeGreaterThan(0);
});

test("deleted while its request is just being submitted, a project leaves nothing for operators to wait for", async () => {
  for (let round = 0; round < 6; round += 1) {
    const project = await way.readyToApprove();
    await desk.post(`${project.at}/production/withdraw`, {}, project.ada);
    const both = [() => way.submit(project), () => remove(project)];
    if (round % 2 === 1) both.reverse();
    await Promise.all(both.map((one) => one()));
    expect((await desk.get(project.desk, operators()[0])).body.request.state).toBe("withdrawn");
  }
});
