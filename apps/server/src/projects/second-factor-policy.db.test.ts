import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deletePasskey, insertPasskey } from "../accounts/passkeys/store.ts";
import { confirmSecondFactor, insertSecondFactor } from "../accounts/second-factor/store.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { keyBook } from "../key-book/tables.ts";
import { DEFAULT_POLICY, type KeyPolicy } from "../key-policy/rules.ts";
import { mails } from "../notifications/tables.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";

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
  expect(refused.body.detail).toContain("Add an authenticator app or a passkey on the page of your account");
  expect((await desk.patch(live.at, { name: "Another name" }, live.ada)).body.code).toBe(
    "second-factor-required",
  );
  expect((await desk.get(live.at, live.ada)).status).toBe(200);
  expect((await addKey(sandbox)).status).toBe(201);
  expect((await request(sandbox)).body.code).toBe("second-factor-required");
  await setUpApp(live.ada);
  expect((await addKey(live)).body.code).toBe("second-factor-required");
  desk.showSecondFactor(live.ada);
  expect((await addKey(live)).status).toBe(201);
  await ask("choice");
  expect((await addKey(sandbox)).status).toBe(201);
  expect((await request(sandbox)).status).toBe(201);
});

test("a key that others may know is reported without a second factor, at once and of both types; what else an admin does with it waits", async () => {
  const ada = await desk.join();
  const first = { alias: "first", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: first }), ada);
  const live = { id: body.project.id as string, ada, at: `/api/v1/projects/${body.project.id}` };
  expect((await request(live)).status).toBe(201);
  await ask("production-admins");
  const [sandbox] = (await desk.get(live.at, ada)).body.project.environments;
  const [client, mastercard] = [sandbox.clientEncryptionKeys[0], sandbox.mastercardEncryptionKeys[0]];
  const allowed = { allowed: true };
  const withheld = { allowed: false, reason: "second-factor-required" };
  expect(client.can).toMatchObject({ reportCompromised: allowed });
  expect(mastercard.can).toMatchObject({ reportCompromised: allowed, rename: withheld });
  const report = (type: string, keyId: string, successor?: object) =>
    desk.post(`${live.at}/${type}-encryption-keys/${keyId}/compromised`, { successor }, ada);
  expect((await desk.post(`${live.at}/client-encryption-keys/${client.id}/revoke`, {}, ada)).body.code).toBe(
    "second-factor-required",
  );
  expect(await report("client", client.id)).toMatchObject({
    status: 200,
    body: { key: { status: "revoked" } },
  });
  // A new key in its place would read every answer: it waits for the second factor, and the report doesn't.
  const successor = { alias: "second", certificateRequest: await newRequest() };
  const reported = {
    status: 200,
    body: {
      key: { status: "revoked", compromised: true },
      successor: null,
      issued: null,
      successorWithheld: true,
    },
  };
  expect(await report("mastercard", mastercard.id, successor)).toMatchObject(reported);
  expect(await report("mastercard", mastercard.id, successor)).toMatchObject(reported);
  const [after] = (await desk.get(live.at, ada)).body.project.environments;
  expect(after.mastercardEncryptionKeys).toHaveLength(1);
  const [entry] = await desk.database.select().from(keyBook).where(eq(keyBook.id, mastercard.id));
  expect(entry?.entry).toMatchObject({ active: false, revokedAt: expect.any(String) });
  await desk.mailNotices();
  const told = (await desk.database.select().from(mails)).filter(({ recipient }) => recipient === ada.email);
  expect(told.some(({ body: text }) => text.includes("It has no successor yet, so encrypted answers"))).toBe(
    true,
  );
  const lin = await desk.join();
  await addMember(desk.database, { projectId: live.id, email: lin.email, role: "read-only" });
  const again = `${live.at}/client-encryption-keys/${client.id}/compromised`;
  expect((await desk.post(again, {}, lin)).body.code).toBe("not-allowed");
  await ask("choice");
});

test("the active key that is reported without a second factor is replaced by one that waits, or by none; with one, by a new one, and not by none", async () => {
  const ada = await desk.join();
  const first = { alias: "first", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: first }), ada);
  const live = { id: body.project.id as string, ada, at: `/api/v1/projects/${body.project.id}` };
  await request(live);
  const add = async (alias: string) =>
    (
      await desk.post(
        `${live.at}/environments/sandbox/mastercard-encryption-keys`,
        { alias, certificateRequest: await newRequest() },
        ada,
      )
    ).body.key;
  const waiting = await add("waiting");
  await ask("production-admins");
  const keys = async () =>
    (await desk.get(live.at, ada)).body.project.environments[0].mastercardEncryptionKeys as {
      id: string;
      status: string;
    }[];
  const active = async () => (await keys()).find(({ status }) => status === "active")?.id ?? "";
  const report = async (successor?: object) =>
    desk.post(`${live.at}/mastercard-encryption-keys/${await active()}/compromised`, { successor }, ada);
  expect(await report({ keyId: waiting.id })).toMatchObject({
    status: 200,
    body: { successor: { id: waiting.id, status: "active" }, successorWithheld: false },
  });
  expect((await report()).body).toMatchObject({ successor: null, successorWithheld: true });
  expect(await active()).toBe("");
  const passkey = { accountId: ada.id, publicKey: Buffer.from("key"), counter: 0, transports: [] };
  const named = { ...passkey, id: ada.id, name: "Phone", createdAt: desk.now(), lastUsedAt: null };
  await desk.database.transaction((tx) => insertPasskey(tx, named));
  desk.showSecondFactor(ada);
  expect((await add("third")).status).toBe("active");
  expect(await report()).toMatchObject({ status: 409, body: { code: "revoking-active-key" } });
  const fourth = { alias: "fourth", certificateRequest: await newRequest() };
  expect((await report(fourth)).body).toMatchObject({
    successor: { alias: "fourth", status: "active" },
    successorWithheld: false,
  });
  await ask("choice");
});

test("a passkey that was shown in the session is a second factor; one that lies unused beside a password is not", async () => {
  const live = await newProject();
  await request(live);
  await ask("production-admins");
  const passkey = { accountId: live.ada.id, publicKey: Buffer.from("key"), counter: 0, transports: [] };
  const named = { ...passkey, id: live.ada.id, name: "Phone", createdAt: desk.now(), lastUsedAt: null };
  await desk.database.transaction((tx) => insertPasskey(tx, named));
  const refused = await addKey(live);
  expect(refused).toMatchObject({ status: 403, body: { code: "second-factor-required" } });
  expect(refused.body.detail).toContain("or show the one that you have");
  desk.showSecondFactor(live.ada);
  expect((await addKey(live)).status).toBe(201);
  // Lost, and taken off the account: the session that it opened counts no more.
  await desk.database.transaction((tx) => deletePasskey(tx, live.ada.id, live.ada.id));
  expect((await addKey(live)).body.code).toBe("second-factor-required");
  await ask("choice");
});

test("what the policy holds back says so beforehand, everywhere on the project's pages; what stands against it for everybody is said first", async () => {
  const [live, sandbox] = [await newProject(), await newProject()];
  await request(live);
  const lin = await desk.join();
  await addMember(desk.database, { projectId: live.id, email: lin.email, role: "read-only" });
  await ask("production-admins");
  const withheld = { allowed: false, reason: "second-factor-required" };
  const { project } = (await desk.get(live.at, live.ada)).body;
  expect(project.can).toMatchObject({ edit: withheld, archive: withheld });
  expect(project.environments[1].can.addCredential).toEqual(withheld);
  expect(project.environments[1].credentials[0].can).toMatchObject({
    reveal: { allowed: false, reason: "secret-not-shown" },
    rotate: withheld,
  });
  const team = (await desk.get(`${live.at}/team`, live.ada)).body;
  expect(team.can).toMatchObject({ inviteAdmin: withheld, leave: { allowed: false, reason: "last-admin" } });
  const can = async (path: string, as = live.ada) => (await desk.get(`${live.at}${path}`, as)).body.can;
  expect(await can("/webhooks")).toMatchObject({ add: withheld });
  expect(await can("/company")).toMatchObject({ comment: withheld });
  expect(await can("/production")).toMatchObject({ comment: withheld });
  expect((await desk.get(live.at, lin)).body.project.can.edit).toEqual({
    allowed: false,
    reason: "not-allowed",
  });
  const other = (await desk.get(sandbox.at, sandbox.ada)).body.project;
  expect(other.can.edit).toEqual({ allowed: true });
  expect((await desk.get(`${sandbox.at}/production`, sandbox.ada)).body.can.submit).toEqual(withheld);
  await setUpApp(live.ada);
  desk.showSecondFactor(live.ada);
  expect((await desk.get(live.at, live.ada)).body.project.can.edit).toEqual({ allowed: true });
  await ask("choice");
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
