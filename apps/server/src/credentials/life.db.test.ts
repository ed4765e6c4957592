import { randomBytes, randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { hashSecret } from "../key-book/secret-hash.ts";
import { keyBook } from "../key-book/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { MOST_CREDENTIALS } from "./rules.ts";
import { credentials } from "./tables.ts";

const HOUR_MS = 3_600_000;
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function newProject() {
  const ada = await desk.join(false);
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const id: string = body.project.id;
  const at = `/api/v1/projects/${id}`;
  const first: string = body.project.environments[0].credentials[0].id;
  return {
    id,
    ada,
    first,
    list: async (as: SignedIn = ada) => (await desk.get(at, as)).body.project.environments[0].credentials,
    add: (description = "second", as = ada) =>
      desk.post(`${at}/environments/sandbox/credentials`, { description }, as),
    reveal: async (credentialId: string) =>
      (await desk.post(`${at}/credentials/${credentialId}/reveal`, {}, ada)).body,
    rotate: (credentialId: string, body: object = {}, as = ada) =>
      desk.post(`${at}/credentials/${credentialId}/rotate`, body, as),
    endOverlap: (credentialId: string, as = ada) =>
      desk.post(`${at}/credentials/${credentialId}/end-overlap`, {}, as),
    delete: (credentialId: string, query = "", as = ada) =>
      desk.delete(`${at}/credentials/${credentialId}${query}`, as),
  };
}

const published = async (id: string) => {
  const [row] = await desk.database.select().from(keyBook).where(eq(keyBook.id, id));
  // biome-ignore lint/suspicious/noExplicitAny: an entry of whatever kind
  return row?.entry as any;
};
const hashOf = (secret: string) => hashSecret(desk.pepper, "partner-secret", secret).toString("base64");

test("a further set of credentials is its own: another Partner ID, secret and App Key, for the gates as well", async () => {
  const project = await newProject();
  const { status, body } = await project.add("the batch job");
  expect(status).toBe(201);
  expect(body.credential).toMatchObject({ description: "the batch job", oldSecretUntil: null });
  const [one, other] = [await project.reveal(project.first), await project.reveal(body.credential.id)];
  for (const field of ["partnerId", "partnerSecret", "appKey"]) expect(one[field]).not.toBe(other[field]);
  expect(await published(body.credential.id)).toMatchObject({
    partnerId: other.partnerId,
    secrets: [{ verifier: hashOf(other.partnerSecret) }],
  });
  expect(await project.list()).toHaveLength(2);
});

test("a rotated secret works beside the old one for 24 hours unless said otherwise, and tokens live on", async () => {
  const project = await newProject();
  const old = await project.reveal(project.first);
  const before = await published(project.first);
  const { status, body } = await project.rotate(project.first);
  expect(status).toBe(200);
  expect(body.partnerSecret).not.toBe(old.partnerSecret);
  expect((await project.reveal(project.first)).partnerSecret).toBe(body.partnerSecret);
  const after = await published(project.first);
  expect(after.version).toBe(before.version);
  expect(after.secrets.map((secret: { verifier: string }) => secret.verifier)).toEqual([
    hashOf(body.partnerSecret),
    hashOf(old.partnerSecret),
  ]);
  const end = Date.parse(after.secrets[1].notAfter);
  expect(Math.abs(end - (Date.now() + 24 * HOUR_MS))).toBeLessThan(60_000);
  expect(body.credential.oldSecretUntil).toBe(after.secrets[1].notAfter);
});

test("rotated without an overlap, the old secret and all tokens stop at once", async () => {
  const project = await newProject();
  const before = await published(project.first);
  const { body } = await project.rotate(project.first, { overlapHours: 0 });
  const after = await published(project.first);
  expect(after.version).toBe(before.version + 1);
  expect(after.secrets).toMatchObject([{ verifier: hashOf(body.partnerSecret), notAfter: null }]);
  expect(body.credential.oldSecretUntil).toBeNull();
});

test("an overlap is ended early, with the tokens that an old secret may have got", async () => {
  const project = await newProject();
  const { body } = await project.rotate(project.first, { overlapHours: 48 });
  const before = await published(project.first);
  expect((await project.endOverlap(project.first)).body.credential.oldSecretUntil).toBeNull();
  const after = await published(project.first);
  expect(after.version).toBe(before.version + 1);
  expect(after.secrets).toMatchObject([{ verifier: hashOf(body.partnerSecret) }]);
  // Again changes nothing.
  await project.endOverlap(project.first);
  expect((await published(project.first)).version).toBe(after.version);
});

test("four secrets are in force at most, and ending the overlap makes room", async () => {
  const project = await newProject();
  for (let n = 0; n < 3; n += 1) expect((await project.rotate(project.first)).status).toBe(200);
  const refused = await project.rotate(project.first);
  expect([refused.status, refused.body.code]).toEqual([409, "too-many-secrets"]);
  await project.endOverlap(project.first);
  expect((await project.rotate(project.first)).status).toBe(200);
});

test.each([[-1], [721], [1.5], ["24"], [null]])("an overlap of %j hours is refused", async (overlapHours) => {
  const project = await newProject();
  const { status, body } = await project.rotate(project.first, { overlapHours });
  expect([status, body.errors[0].pointer]).toEqual([400, "/overlapHours"]);
});

test("of rotations at the same moment each secret is in force, none is lost", async () => {
  const project = await newProject();
  const answers = await Promise.all([1, 2, 3].map(() => project.rotate(project.first)));
  const verifiers = (await published(project.first)).secrets.map(
    (secret: { verifier: string }) => secret.verifier,
  );
  for (const { body } of answers) expect(verifiers).toContain(hashOf(body.partnerSecret));
  const shown = (await project.reveal(project.first)).partnerSecret;
  expect(verifiers[0]).toBe(hashOf(shown));
});

test("deleted credentials are gone for the page and the gates, empty of secrets, and the trail names them", async () => {
  const project = await newProject();
  const { credential } = (await project.add()).body;
  expect((await project.delete(credential.id)).status).toBe(204);
  expect(await published(credential.id)).toBeNull();
  expect(await project.list()).toHaveLength(1);
  const [row] = await desk.database.select().from(credentials).where(eq(credentials.id, credential.id));
  expect(row).toMatchObject({ secrets: [], wrappedSecret: null, wrappedAppKey: null });
  for (const answer of [
    await project.delete(credential.id),
    await project.rotate(credential.id),
    await project.endOverlap(credential.id),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([404, "not-found"]);
  }
  const trail = await desk.database.select().from(auditEntries).where(eq(auditEntries.chain, project.id));
  expect(trail.find(({ action }) => action === "credential.deleted")?.before).toEqual({
    partnerId: credential.partnerId,
  });
});

test("a deletion is in force only once the gates have applied it, not when they have what is left", async () => {
  const project = await newProject();
  const { credential } = (await project.add()).body;
  await project.delete(credential.id);
  const [told] = await desk.database.select().from(keyBook).where(eq(keyBook.id, credential.id));
  const { body } = await desk.get(`/api/v1/projects/${project.id}`, project.ada);
  expect(body.project.environments[0].inForce.number).toBe(told?.number);
});

test("a Partner ID or App Key of deleted credentials never comes to someone else", async () => {
  const project = await newProject();
  const { credential } = (await project.add()).body;
  const [row] = await desk.database.select().from(credentials).where(eq(credentials.id, credential.id));
  if (row === undefined) throw new Error("there is no such credential");
  await project.delete(credential.id);
  const again = { ...row, id: randomUUID() };
  for (const taken of [
    { ...again, appKeyHash: randomBytes(32) },
    { ...again, partnerId: "2445000000000" },
  ]) {
    await expect(desk.database.insert(credentials).values(taken)).rejects.toMatchObject({
      cause: { code: "23505" },
    });
  }
});

test("the last credentials are deleted only by who says so, also when two are deleted at the same moment", async () => {
  const project = await newProject();
  const refused = await project.delete(project.first);
  expect([refused.status, refused.body.code]).toEqual([409, "deleting-last-credential"]);
  const { credential } = (await project.add()).body;
  const answers = await Promise.all([project.delete(project.first), project.delete(credential.id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  const [left] = await project.list();
  expect(left.isLast).toBe(true);
  expect((await project.delete(left.id, "?evenIfLast=true")).status).toBe(204);
  expect(await project.list()).toEqual([]);
});

test("an environment holds twenty sets of credentials at most", async () => {
  const project = await newProject();
  const answers = await Promise.all(Array.from({ length: MOST_CREDENTIALS + 2 }, () => project.add()));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(MOST_CREDENTIALS - 1);
  expect(answers.filter(({ body }) => body.code === "too-many-credentials")).toHaveLength(3);
});

test("a stranger finds no credentials to act on, and a read-only member may not", async () => {
  const project = await newProject();
  const [stranger, member] = [await desk.join(), await desk.join()];
  await desk.database
    .insert(projectMembers)
    .values({ projectId: project.id, accountId: member.id, role: "read-only", since: new Date() });
  for (const [as, status] of [
    [stranger, 404],
    [member, 403],
  ] as const) {
    const answers = [
      await project.add("x", as),
      await project.rotate(project.first, {}, as),
      await project.endOverlap(project.first, as),
      await project.delete(project.first, "?evenIfLast=true", as),
    ];
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
  }
  const [seen] = await project.list(member);
  expect(seen.can.rotate).toEqual({ allowed: false, reason: "not-allowed" });
  const other = await newProject();
  expect((await other.rotate(project.first)).status).toBe(404);
});

test("a secret is rotated while the key store is away, shown once, and by the next rotation as usual", async () => {
  const project = await newProject();
  await desk.withoutKeyStore(async () => {
    const { status, body } = await project.rotate(project.first, { overlapHours: 0 });
    expect(status).toBe(200);
    expect(body.credential.can.reveal).toEqual({ allowed: false, reason: "secret-not-shown" });
    expect((await published(project.first)).secrets).toMatchObject([
      { verifier: hashOf(body.partnerSecret) },
    ]);
  });
  expect(await project.reveal(project.first)).toMatchObject({ code: "secret-not-shown" });
  const { body } = await project.rotate(project.first, { overlapHours: 0 });
  expect((await project.reveal(project.first)).partnerSecret).toBe(body.partnerSecret);
});

test("credentials whose secrets are shown once need no key store to be rotated, and stay so", async () => {
  const project = await newProject();
  await desk.database
    .update(credentials)
    .set({ wrappedAppKey: null, wrappedSecret: null })
    .where(eq(credentials.id, project.first));
  expect((await project.rotate(project.first)).status).toBe(200);
  const [row] = await desk.database.select().from(credentials).where(eq(credentials.id, project.first));
  expect(row).toMatchObject({ wrappedAppKey: null, wrappedSecret: null });
});
