import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmSecondFactor, insertSecondFactor } from "../accounts/second-factor/store.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { DEFAULT_POLICY, type KeyPolicy } from "../key-policy/rules.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";

let desk: TestDesk;
let grace: SignedIn;
let version = 0;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
});
afterAll(() => desk.close());

const ANSWERS = { useCase: "An app.", data: "Accounts.", volume: "1000", contact: "ops" };

async function ask(secondFactor: KeyPolicy["secondFactor"]): Promise<void> {
  const policy = { ...DEFAULT_POLICY, secondFactor };
  const { status } = await desk.put("/api/v1/operator/key-policy", { version, policy }, grace);
  expect(status).toBe(200);
  version += 1;
}

async function newProject() {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const id: string = body.project.id;
  return { id, ada, at: `/api/v1/projects/${id}` };
}
const request = ({ at, ada }: { at: string; ada: SignedIn }) =>
  desk.post(`${at}/environments`, { plan: "production", answers: ANSWERS }, ada);
const addKey = ({ at, ada }: { at: string; ada: SignedIn }) =>
  desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada);

/** As when the app's first code has come back. */
async function setUpApp(person: SignedIn): Promise<void> {
  const wrapped = await desk.custody.wrap(Buffer.alloc(20, 1), `second-factor:${person.id}`);
  await desk.database.transaction(async (tx) => {
    await insertSecondFactor(tx, person.id, wrapped, desk.now());
    await confirmSecondFactor(tx, person.id, desk.now());
  });
}

test("where the policy asks for it, an admin of a project with Production changes nothing without a second factor, and is told what to do", async () => {
  const [live, sandbox] = [await newProject(), await newProject()];
  expect((await request(live)).status).toBe(201);
  expect((await addKey(live)).status).toBe(201);
  await ask("production-admins");
  const refused = await addKey(live);
  expect(refused).toMatchObject({ status: 403, body: { code: "second-factor-required" } });
  expect(refused.body.detail).toContain("Set up an authenticator app on the page of your account");
  expect((await desk.patch(live.at, { name: "Another name" }, live.ada)).body.code).toBe(
    "second-factor-required",
  );
  expect((await desk.get(live.at, live.ada)).status).toBe(200);
  expect((await addKey(sandbox)).status).toBe(201);
  expect((await request(sandbox)).body.code).toBe("second-factor-required");
  await setUpApp(live.ada);
  expect((await addKey(live)).status).toBe(201);
  await ask("choice");
  expect((await addKey(sandbox)).status).toBe(201);
  expect((await request(sandbox)).status).toBe(201);
});

test("members who only read are asked for none, and can leave", async () => {
  const live = await newProject();
  await request(live);
  const lin = await desk.join();
  await addMember(desk.database, { projectId: live.id, email: lin.email, role: "read-only" });
  await ask("production-admins");
  expect((await desk.get(live.at, lin)).status).toBe(200);
  expect((await desk.get(`${live.at}/team`, lin)).status).toBe(200);
  expect((await desk.post(`${live.at}/leave`, {}, lin)).status).toBeLessThan(300);
  await ask("choice");
});
