import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts } from "../accounts/tables.ts";
import { auditEntries } from "../audit/tables.ts";
import { keyBook } from "../key-book/tables.ts";
import { DEFAULT_POLICY } from "../key-policy/rules.ts";
import { mails } from "../notifications/tables.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { whyNotSucceed } from "./rules.ts";
import { mastercardEncryptionKeys } from "./tables.ts";

const OPERATOR = "operator@example.test";
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await desk.database.insert(accounts).values({
    id: randomUUID(),
    name: "Op",
    email: OPERATOR,
    passwordHash: "$none",
    companyId: null,
    operator: true,
    operatorRole: "reviewer",
    createdAt: new Date(),
  });
});
afterAll(() => desk.close());

async function newProject() {
  const [ada, member] = [await desk.join(), await desk.join()];
  const key = { alias: "first", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: key }), ada);
  const id: string = body.project.id;
  const at = `/api/v1/projects/${id}`;
  await desk.database
    .insert(projectMembers)
    .values({ projectId: id, accountId: member.id, role: "read-only", since: new Date() });
  const read = async () => (await desk.get(at, ada)).body.project.environments[0];
  return {
    id,
    name: body.project.name as string,
    at,
    ada,
    member,
    read,
    reportClient: (keyId: string, as = ada) =>
      desk.post(`${at}/client-encryption-keys/${keyId}/compromised`, {}, as),
    reportMastercard: (keyId: string, successor?: object, as = ada) =>
      desk.post(
        `${at}/mastercard-encryption-keys/${keyId}/compromised`,
        successor === undefined ? {} : { successor },
        as,
      ),
    add: async (alias: string) => {
      const path = `${at}/environments/sandbox/mastercard-encryption-keys`;
      return (await desk.post(path, { alias, certificateRequest: await newRequest() }, ada)).body.key;
    },
  };
}

const published = async (id: string) => {
  const [row] = await desk.database.select().from(keyBook).where(eq(keyBook.id, id));
  return row?.entry;
};
const told = async (project: { id: string; name: string }) => {
  await desk.mailNotices();
  return (await desk.database.select().from(mails)).filter(
    ({ subject }) => subject.includes("compromised") && subject.includes(project.name),
  );
};

test("the last Client Encryption Key is replaced and revoked in one step, and team and operators are told", async () => {
  const project = await newProject();
  const [old] = (await project.read()).clientEncryptionKeys;
  const { status, body } = await project.reportClient(old.id);
  expect(status).toBe(200);
  expect(body.key).toMatchObject({ id: old.id, status: "revoked", compromised: true });
  expect(body.successor).toMatchObject({ status: "active", compromised: false });
  expect(body.successorToBeMade).toBe(false);
  expect(await published(old.id)).toMatchObject({ privateKey: null, revokedAt: body.key.revokedAt });
  expect(await published(body.successor.id)).toMatchObject({ privateKey: expect.anything() });
  const sent = await told(project);
  expect(sent.map(({ recipient }) => recipient).sort()).toEqual(
    [project.ada.email, project.member.email, OPERATOR].sort(),
  );
  expect(sent[0]?.body).toContain(old.kid);
  const trail = await desk.database.select().from(auditEntries).where(eq(auditEntries.chain, project.id));
  expect(trail.map(({ action }) => action)).toContain("client-encryption-key.compromised");
});

test("reported twice, also at the same moment, a Client Encryption Key has one successor and one mail to each", async () => {
  const project = await newProject();
  const [old] = (await project.read()).clientEncryptionKeys;
  const answers = await Promise.all([1, 2, 3].map(() => project.reportClient(old.id)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(answers.map(({ body }) => body.successor.id)).size).toBe(1);
  expect((await project.read()).clientEncryptionKeys).toHaveLength(2);
  expect(await told(project)).toHaveLength(3);
});

test("while the key store is away a Client Encryption Key is stopped all the same, without a successor, and all are told", async () => {
  const project = await newProject();
  const [last] = (await project.read()).clientEncryptionKeys;
  await desk.withoutKeyStore(async () => {
    const { status, body } = await project.reportClient(last.id);
    expect([status, body.successor, body.successorToBeMade]).toEqual([200, null, true]);
    expect(body.key).toMatchObject({ status: "revoked", compromised: true });
    expect((await project.reportClient(last.id)).body).toEqual(body);
  });
  expect(await published(last.id)).toMatchObject({ privateKey: null, revokedAt: expect.any(String) });
  const sent = await told(project);
  expect(sent).toHaveLength(3);
  expect(sent[0]?.body).toMatch(/no successor yet[\s\S]*create a Client Encryption Key/);
  // Once it is back, the successor is made as any key is.
  const path = `${project.at}/environments/sandbox/client-encryption-keys`;
  expect((await desk.post(path, {}, project.ada)).status).toBe(201);
});

test("the active Mastercard Encryption Key is replaced by a new one from a request, at once and again alike", async () => {
  const project = await newProject();
  const [old] = (await project.read()).mastercardEncryptionKeys;
  const successor = { alias: "successor", certificateRequest: await newRequest() };
  const { status, body } = await project.reportMastercard(old.id, successor);
  expect(status).toBe(200);
  expect(body.key).toMatchObject({ status: "revoked", compromised: true });
  expect(body.successor).toMatchObject({ alias: "successor", status: "active" });
  expect(body.issued.certificatePem).toContain("BEGIN CERTIFICATE");
  expect(await published(old.id)).toMatchObject({ active: false, revokedAt: body.key.revokedAt });
  expect(await published(body.successor.id)).toMatchObject({ active: true });
  const again = await project.reportMastercard(old.id, successor);
  expect([again.status, again.body.successor.id]).toEqual([200, body.successor.id]);
  expect(again.body.issued.certificatePem).toBe(body.issued.certificatePem);
  expect(await told(project)).toHaveLength(3);
});

test("the active key is replaced by one that waits, and needs one of the two", async () => {
  const project = await newProject();
  const [old] = (await project.read()).mastercardEncryptionKeys;
  for (const successor of [undefined, { keyId: old.id }, { keyId: randomUUID() }]) {
    const refused = await project.reportMastercard(old.id, successor);
    expect([refused.status, refused.body.code]).toEqual([409, "revoking-active-key"]);
  }
  const waiting = await project.add("waiting");
  const { body } = await project.reportMastercard(old.id, { keyId: waiting.id });
  expect(body.successor).toMatchObject({ id: waiting.id, status: "active" });
});

/** As a rehearsal leaves it. */
const prove = (keyId: string) =>
  desk.database
    .update(mastercardEncryptionKeys)
    .set({ provenAt: desk.now(), provenFrom: "192.0.2.1" })
    .where(eq(mastercardEncryptionKeys.id, keyId));

test("an unproven successor is told of as one in the mail to all, a proven one isn't", async () => {
  for (const [alias, isProven] of [
    ["unproven", false],
    ["proven", true],
  ] as const) {
    const project = await newProject();
    const [old] = (await project.read()).mastercardEncryptionKeys;
    const waiting = await project.add(alias);
    if (isProven) await prove(waiting.id);
    expect((await project.reportMastercard(old.id, { keyId: waiting.id })).status).toBe(200);
    const mailed = await told(project);
    expect(mailed).toHaveLength(3);
    for (const { body } of mailed)
      expect(body.includes("Nobody has proven yet to hold that one's private half")).toBe(!isProven);
  }
});

test("where the policy refuses unproven keys one that waits unproven isn't taken while a proven one waits", async () => {
  const grace = await desk.joinOperator();
  const { version } = (await desk.get("/api/v1/operator/key-policy", grace)).body;
  const lay = (seen: number, unprovenActivation: "refuse" | "ask-twice") =>
    desk.put(
      "/api/v1/operator/key-policy",
      { version: seen, policy: { ...DEFAULT_POLICY, unprovenActivation } },
      grace,
    );
  expect((await lay(version, "refuse")).status).toBe(200);
  const project = await newProject();
  const [old] = (await project.read()).mastercardEncryptionKeys;
  const [unproven, proven] = [await project.add("unproven"), await project.add("proven")];
  await prove(proven.id);
  const refused = await project.reportMastercard(old.id, { keyId: unproven.id });
  expect([refused.status, refused.body.code]).toEqual([409, "key-not-proven"]);
  expect(await published(old.id)).toMatchObject({ active: true, revokedAt: null });
  expect((await project.reportMastercard(old.id, { keyId: proven.id })).body.successor).toMatchObject({
    id: proven.id,
    status: "active",
  });
  // With no proven one left, an unproven key is better than a compromised one.
  const { status, body } = await project.reportMastercard(proven.id, { keyId: unproven.id });
  expect([status, body.successor.id]).toEqual([200, unproven.id]);
  expect((await lay(version + 1, "ask-twice")).status).toBe(200);
});

test("only a proven key that waits keeps an unproven one back, and only where the policy refuses those", () => {
  const [proven, unproven] = [{ provenAt: new Date() }, { provenAt: null }];
  const refusing = { unprovenActivation: "refuse" } as const;
  expect(whyNotSucceed(unproven, [proven, unproven], refusing)).toBe("key-not-proven");
  expect(whyNotSucceed(proven, [proven, unproven], refusing)).toBe(null);
  expect(whyNotSucceed(unproven, [unproven], refusing)).toBe(null);
  expect(whyNotSucceed(unproven, [proven, unproven], { unprovenActivation: "ask-twice" })).toBe(null);
});

test("an inactive key needs no successor, and a revoked one can't be reported any more", async () => {
  const project = await newProject();
  const waiting = await project.add("waiting");
  expect((await project.reportMastercard(waiting.id)).body).toMatchObject({
    key: { status: "revoked", compromised: true },
    successor: null,
  });
  const other = await project.add("other");
  await desk.post(`${project.at}/mastercard-encryption-keys/${other.id}/revoke`, {}, project.ada);
  const refused = await project.reportMastercard(other.id);
  expect([refused.status, refused.body.code]).toEqual([409, "key-revoked"]);
});

test("a successor of another project, or with a pair that is in use, is refused and nothing changes", async () => {
  const [project, another] = [await newProject(), await newProject()];
  const [old] = (await project.read()).mastercardEncryptionKeys;
  const foreign = await another.add("foreign");
  expect((await project.reportMastercard(old.id, { keyId: foreign.id })).status).toBe(409);
  const certificateRequest = await newRequest();
  const path = `${project.at}/environments/sandbox/mastercard-encryption-keys`;
  await desk.post(path, { alias: "used", certificateRequest }, project.ada);
  const refused = await project.reportMastercard(old.id, { alias: "mine", certificateRequest });
  expect([refused.status, refused.body.code]).toEqual([409, "key-already-used"]);
  expect((await project.read()).mastercardEncryptionKeys[0].status).toBe("active");
  expect(await told(project)).toEqual([]);
});

test("strangers and read-only members report nothing", async () => {
  const project = await newProject();
  const environment = await project.read();
  const [clientKey] = environment.clientEncryptionKeys;
  const [mastercardKey] = environment.mastercardEncryptionKeys;
  const stranger = await desk.join();
  expect((await project.reportClient(clientKey.id, stranger)).status).toBe(404);
  expect((await project.reportClient(clientKey.id, project.member)).status).toBe(403);
  expect((await project.reportMastercard(mastercardKey.id, undefined, stranger)).status).toBe(404);
  expect((await project.reportMastercard(mastercardKey.id, undefined, project.member)).status).toBe(403);
});
