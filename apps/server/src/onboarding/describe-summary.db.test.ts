import { afterAll, beforeAll, expect, test } from "vitest";
import type { SignedIn } from "../http/signed-in.ts";
import { wayToProduction } from "../production-access/testing/way-to-production.ts";
import { addMember, expireKey } from "./testing/age-rows.ts";
import { newRequest, openTestDesk, type TestDesk } from "./testing/open-desk.ts";

let desk: TestDesk;
let grace: SignedIn;
let way: ReturnType<typeof wayToProduction>;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  way = wayToProduction(desk, grace);
});
afterAll(() => desk.close());

async function summaryOf(project: { readonly at: string; readonly ada: SignedIn }) {
  const { body } = await desk.get(`${project.at}/summary`, project.ada);
  const tasks = Object.fromEntries(
    body.tasks.map(({ code, state }: { code: string; state: string }) => [code, state]),
  );
  return { ...body, tasks };
}

test("the summary follows a project from its first keys to Production and to the end of its contract", async () => {
  const alan = await desk.joinOperator();
  const project = await way.newProject();
  expect((await summaryOf(project)).tasks).toEqual({
    "add-credentials": "done",
    "add-client-key": "done",
    "add-mastercard-key": "todo",
    "first-call": "later",
    "verify-company": "todo",
    "request-production": "todo",
    contract: "waiting",
    approval: "later",
  });
  const key = { alias: "mine", certificateRequest: await newRequest() };
  await desk.post(`${project.at}/environments/sandbox/mastercard-encryption-keys`, key, project.ada);
  const equipped = await summaryOf(project);
  expect(equipped.tasks).toMatchObject({ "add-mastercard-key": "done", "first-call": "todo" });
  expect(equipped.environments).toMatchObject([
    { type: "sandbox", credentials: 1, clientEncryptionKeys: 1, mastercardEncryptionKey: { alias: "mine" } },
  ]);
  await way.verify(project);
  const contract = await way.enterContract(project.ada.companyId);
  const { body } = await way.submit(project);
  expect((await summaryOf(project)).tasks).toMatchObject({
    "verify-company": "done",
    "request-production": "done",
    contract: "done",
    approval: "waiting",
  });
  const request = `/api/v1/operator/requests/${body.production.request.id}`;
  await way.decide(request, alan);
  await way.decide(request, grace);
  const open = await summaryOf(project);
  expect(open.tasks.approval).toBe("done");
  expect(open.environments[1]).toMatchObject({
    type: "production",
    status: "active",
    endReason: "contract-ended",
  });
  await desk.post(`/api/v1/operator/contracts/${contract.body.id}/withdraw`, { reason: "Cancelled." }, grace);
  expect((await summaryOf(project)).tasks).toMatchObject({
    "request-production": "todo",
    contract: "waiting",
    approval: "later",
  });
});

test("a key that has expired is to be set up again; read-only members see the same, strangers nothing", async () => {
  const project = await way.newProject();
  const { body } = await desk.get(project.at, project.ada);
  await expireKey(desk.database, body.project.environments[0].clientEncryptionKeys[0].id);
  expect((await summaryOf(project)).tasks["add-client-key"]).toBe("todo");
  const [member, stranger] = [await desk.join(), await desk.join()];
  await addMember(desk.database, { projectId: project.id, email: member.email, role: "read-only" });
  const seen = await summaryOf({ ...project, ada: member });
  expect(seen).toEqual({ ...(await summaryOf(project)), role: "read-only" });
  expect((await desk.get(`${project.at}/summary`, stranger)).status).toBe(404);
});
