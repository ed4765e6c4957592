import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { violatedConstraint } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { keyBook } from "../key-book/tables.ts";
import { mails } from "../notifications/tables.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { destroyRevokedKeys } from "./destroy.ts";
import { clientEncryptionKeys } from "./tables.ts";

const REASON = "Revoked by mistake, the payroll run still uses it.";
const DAY_MS = 86_400_000;
let desk: TestDesk;
let grace: SignedIn;
let alan: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  alan = await desk.joinOperator("reviewer");
});
afterAll(() => desk.close());

/** A project whose first Client Encryption Key is revoked, and has a successor. */
async function newProject() {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  const [key] = body.project.environments[0].clientEncryptionKeys;
  await desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada);
  const { key: revoked } = (await desk.post(`${at}/client-encryption-keys/${key.id}/revoke`, {}, ada)).body;
  return {
    id: body.project.id,
    name: body.project.name,
    at,
    ada,
    keyId: key.id,
    revoked,
    read: async () =>
      (await desk.get(at, ada)).body.project.environments[0].clientEncryptionKeys.find(
        (one: { id: string }) => one.id === key.id,
      ),
    revoke: () => desk.post(`${at}/client-encryption-keys/${key.id}/revoke`, {}, ada),
    report: () => desk.post(`${at}/client-encryption-keys/${key.id}/compromised`, {}, ada),
  };
}
type Project = Awaited<ReturnType<typeof newProject>>;

/** One of the two pairs of eyes. */
const step = (keyId: string, as: SignedIn | null = grace, reason: string | null = REASON) =>
  desk.post(`/api/v1/operator/revoked-keys/${keyId}/restore`, { reason }, as);
/** Both: alan asks, grace confirms. */
const restore = async (keyId: string) => {
  const asked = await step(keyId, alan);
  return asked.status === 200 ? step(keyId) : asked;
};
const drop = (keyId: string, as: SignedIn = grace) =>
  desk.delete(`/api/v1/operator/revoked-keys/${keyId}/restore`, as);
const listed = async (keyId: string) =>
  (await desk.get("/api/v1/operator/revoked-keys", grace)).body.items.find(
    (item: { id: string }) => item.id === keyId,
  );
const published = async (id: string) =>
  (await desk.database.select().from(keyBook).where(eq(keyBook.id, id)))[0]?.entry;
const stored = async (id: string) =>
  (await desk.database.select().from(clientEncryptionKeys).where(eq(clientEncryptionKeys.id, id)))[0];
const trail = async (project: Project) =>
  (
    await desk.database
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.chain, project.id))
      .orderBy(auditEntries.number)
  ).map(({ action, actor, before, after }) => ({ action, actor, before, after }));

test("operators see which revoked keys wait for their destruction, of whom, and until when", async () => {
  const project = await newProject();
  expect(await listed(project.keyId)).toMatchObject({
    kid: project.revoked.kid,
    project: { id: project.id, name: project.name },
    company: "Ada & Co",
    environment: "sandbox",
    revokedAt: project.revoked.revokedAt,
    revokedBy: project.ada.email,
    compromised: false,
    destroyedAt: project.revoked.destroyedAt,
    restore: null,
    can: { restore: { allowed: true }, drop: { allowed: false, reason: "wrong-state" } },
  });
});

test("a key that is brought back is in use again, for the page and for the gates; team and trail know why", async () => {
  const project = await newProject();
  const wrapped = (await stored(project.keyId))?.privateKey;
  expect(await published(project.keyId)).toMatchObject({ privateKey: null });
  expect(await project.read()).toMatchObject({ status: "revoked", restorable: true });
  const { status, body } = await restore(project.keyId);
  expect([status, body]).toEqual([200, { id: project.keyId, kid: project.revoked.kid, state: "restored" }]);
  expect(await project.read()).toMatchObject({
    status: "active",
    revokedAt: null,
    destroyedAt: null,
    restorable: false,
  });
  expect(await published(project.keyId)).toMatchObject({ revokedAt: null, privateKey: wrapped });
  expect(await listed(project.keyId)).toBeUndefined();
  expect((await trail(project)).at(-1)).toEqual({
    action: "client-encryption-key.restored",
    actor: grace.email,
    before: { revokedAt: project.revoked.revokedAt, revokedBy: project.ada.email },
    after: { kid: project.revoked.kid, reason: REASON, askedBy: alan.email },
  });
  await desk.mailNotices();
  const sent = await desk.database.select().from(mails).where(eq(mails.recipient, project.ada.email));
  const told = sent.filter(({ subject }) => subject.includes("is in use again"));
  expect(told).toHaveLength(1);
  expect(told[0]?.body).toContain(REASON);
  // And from there on it is a key like any other.
  expect((await project.revoke()).status).toBe(200);
});

test("a reason is needed, in one line of 10 to 500 letters", async () => {
  const project = await newProject();
  for (const reason of ["", "too short", "x".repeat(501), "a reason\r\nBcc: others@example.com"]) {
    const { status, body } = await step(project.keyId, grace, reason);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, "invalid-request", "/reason"]);
  }
  expect((await project.read()).status).toBe("revoked");
});

test("for partners there is no such address, not even for their own key", async () => {
  const project = await newProject();
  expect((await step(project.keyId, project.ada)).status).toBe(404);
  expect((await desk.get("/api/v1/operator/revoked-keys", project.ada)).status).toBe(404);
  expect((await step(project.keyId, null)).status).toBe(401);
  expect((await project.read()).status).toBe("revoked");
});

test("a key in use, a compromised one, and one that isn't there are not brought back", async () => {
  const project = await newProject();
  expect((await restore("01a21260-6489-76bd-beb3-947960e3c09c")).status).toBe(404);
  await restore(project.keyId);
  const again = await restore(project.keyId);
  expect([again.status, again.body.code]).toEqual([409, "key-not-restorable"]);
  expect((await project.report()).body.key).toMatchObject({ compromised: true, restorable: false });
  const compromised = await restore(project.keyId);
  expect([compromised.status, compromised.body.code]).toEqual([409, "key-not-restorable"]);
  expect((await listed(project.keyId)).can.restore).toEqual({ allowed: false, reason: "compromised" });
  expect(await published(project.keyId)).toMatchObject({ privateKey: null });
});

test("a revoked key can still be reported as compromised, and then nobody brings it back", async () => {
  const project = await newProject();
  expect((await project.read()).can.reportCompromised).toEqual({ allowed: true });
  const { status, body } = await project.report();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    key: { status: "revoked", compromised: true, revokedAt: project.revoked.revokedAt },
    successor: null,
  });
  expect((await project.report()).body.successor).toBeNull();
  expect((await restore(project.keyId)).body.code).toBe("key-not-restorable");
  const actions = (await trail(project)).map(({ action }) => action);
  expect(actions.filter((action) => action === "client-encryption-key.compromised")).toHaveLength(1);
});

test("on the day of destruction it is too late, before the job has run and after", async () => {
  const project = await newProject();
  const day = Date.parse(project.revoked.destroyedAt);
  desk.advance(day - desk.now().getTime() + 1);
  try {
    const late = await restore(project.keyId);
    expect([late.status, late.body.code]).toEqual([409, "key-not-restorable"]);
    await destroyRevokedKeys(desk.database, desk.now());
    expect((await restore(project.keyId)).body.code).toBe("key-not-restorable");
    expect(await listed(project.keyId)).toBeUndefined();
    expect((await project.read()).can.reportCompromised.allowed).toBe(false);
  } finally {
    desk.advance(-(day - Date.now()));
  }
});

test("a key that has expired meanwhile is not brought back", async () => {
  const project = await newProject();
  await desk.database
    .update(clientEncryptionKeys)
    .set({ notAfter: new Date(Date.now() - DAY_MS) })
    .where(eq(clientEncryptionKeys.id, project.keyId));
  expect((await restore(project.keyId)).body.detail).toContain("expired");
});

test("brought back and destroyed at the same moment, a key has its private half or is revoked, never neither", async () => {
  for (let round = 0; round < 8; round += 1) {
    const project = await newProject();
    const day = new Date(project.revoked.destroyedAt);
    await step(project.keyId, alan);
    const [answer] = await Promise.all([step(project.keyId), destroyRevokedKeys(desk.database, day)]);
    const key = await stored(project.keyId);
    if (answer.status === 200) {
      expect([key?.revokedAt, key?.privateKey === null]).toEqual([null, false]);
      expect(await published(project.keyId)).toMatchObject({ revokedAt: null, privateKey: key?.privateKey });
    } else {
      expect(answer.body.code).toBe("key-not-restorable");
      expect([key?.revokedAt === null, key?.privateKey]).toEqual([false, null]);
      expect(await published(project.keyId)).toMatchObject({ privateKey: null });
    }
  }
});

test("brought back and reported as compromised at the same moment, a key ends revoked, whoever is first", async () => {
  for (let round = 0; round < 8; round += 1) {
    const project = await newProject();
    await step(project.keyId, alan);
    const [restored, reported] = await Promise.all([step(project.keyId), project.report()]);
    expect(reported.status).toBe(200);
    expect([200, 409]).toContain(restored.status);
    expect(await stored(project.keyId)).toMatchObject({
      revokedAt: expect.any(Date),
      compromisedAt: expect.any(Date),
    });
    expect(await published(project.keyId)).toMatchObject({ privateKey: null });
  }
});

test("of operators who bring a key back at once one asks and another one confirms, and the team gets one mail", async () => {
  const project = await newProject();
  const answers = await Promise.all([grace, alan, grace, alan].map((as) => step(project.keyId, as)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
  const row = await stored(project.keyId);
  expect(new Set([row?.restoreAskedBy, row?.restoreConfirmedBy])).toEqual(new Set([grace.id, alan.id]));
  await desk.mailNotices();
  const sent = await desk.database.select().from(mails).where(eq(mails.recipient, project.ada.email));
  expect(sent.filter(({ subject }) => subject.includes("is in use again"))).toHaveLength(1);
});

test("one operator alone brings nothing back, however often and however many times at once", async () => {
  const project = await newProject();
  const answers = await Promise.all([1, 2, 3].map(() => step(project.keyId, alan)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect((await step(project.keyId, alan)).body.code).toBe("second-pair-of-eyes");
  expect(await listed(project.keyId)).toMatchObject({ restore: { askedBy: alan.email, reason: REASON } });
  expect((await project.read()).status).toBe("revoked");
  expect(await published(project.keyId)).toMatchObject({ privateKey: null });
  const seen = (await desk.get("/api/v1/operator/revoked-keys", alan)).body.items.find(
    (item: { id: string }) => item.id === project.keyId,
  );
  expect(seen.can.restore).toEqual({ allowed: false, reason: "second-pair-of-eyes" });
  expect((await step(project.keyId, grace, null)).body.state).toBe("restored");
});

test("without a reason nobody asks; what is asked can be dropped, and lapses after three days", async () => {
  const project = await newProject();
  expect((await step(project.keyId, alan, null)).body.errors[0].pointer).toBe("/reason");
  expect((await drop(project.keyId)).body.code).toBe("wrong-state");
  await step(project.keyId, alan);
  expect((await drop(project.keyId)).status).toBe(204);
  expect((await step(project.keyId, grace)).body.state).toBe("asked");
  desk.advance(3 * DAY_MS);
  try {
    expect(await listed(project.keyId)).toMatchObject({ restore: null });
    expect((await step(project.keyId, alan)).body.state).toBe("asked");
  } finally {
    desk.advance(-3 * DAY_MS);
  }
  expect((await trail(project)).map(({ action }) => action)).toContain(
    "client-encryption-key.restore-dropped",
  );
});

test("a key that was brought back and is revoked again takes two pairs of eyes again", async () => {
  const project = await newProject();
  await restore(project.keyId);
  await project.revoke();
  expect(await stored(project.keyId)).toMatchObject({ restoreAskedBy: null, restoreConfirmedBy: null });
  expect((await step(project.keyId, grace)).body.state).toBe("asked");
  expect((await project.read()).status).toBe("revoked");
});

test("an operator who has a part in the project asks for nothing and confirms nothing", async () => {
  const project = await newProject();
  const member = await desk.joinOperator();
  await addMember(desk.database, { projectId: project.id, email: member.email, role: "read-only" });
  const colleague = await desk.joinOperator();
  Object.assign(colleague, { companyId: project.ada.companyId });
  for (const own of [member, colleague]) {
    expect((await step(project.keyId, own)).body.code).toBe("own-request");
    const { items } = (await desk.get("/api/v1/operator/revoked-keys", own)).body;
    const { can } = items.find((item: { id: string }) => item.id === project.keyId);
    expect(can.restore).toEqual({ allowed: false, reason: "own-request" });
  }
  await step(project.keyId, alan);
  expect((await step(project.keyId, member)).body.code).toBe("own-request");
  expect((await drop(project.keyId, member)).body.code).toBe("own-request");
});

test("the database itself lets no key back by one pair of eyes, by a member, or by somebody who is no operator", async () => {
  const project = await newProject();
  await step(project.keyId, alan);
  const set = (fields: Partial<typeof clientEncryptionKeys.$inferInsert>) =>
    desk.database
      .update(clientEncryptionKeys)
      .set({ revokedAt: null, destroyAt: null, ...fields })
      .where(eq(clientEncryptionKeys.id, project.keyId))
      .then(() => null, violatedConstraint);
  const byTwo = "client_encryption_keys_restored_by_two";
  expect(await set({})).toBe(byTwo);
  expect(await set({ restoreConfirmedBy: alan.id })).toBe("client_encryption_keys_restore_four_eyes");
  expect(await set({ restoreConfirmedBy: project.ada.id })).toBe(byTwo);
  const stranger = await desk.join();
  expect(await set({ restoreConfirmedBy: stranger.id })).toBe(byTwo);
  expect(await set({ restoreConfirmedBy: grace.id })).toBeNull();
});
