import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { keyBook } from "../key-book/tables.ts";
import { DEFAULT_POLICY } from "../key-policy/rules.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { destroyRevokedKeys } from "./destroy.ts";
import { clientEncryptionKeys, mastercardEncryptionKeys } from "./tables.ts";

const DAY_MS = 86_400_000;
const THIRTY_DAYS_MS = 30 * DAY_MS;
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A project of a person's own with one key of each type, and what may be done with it. */
async function newProject() {
  const ada = await desk.join();
  const key = { alias: "first", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: key }), ada);
  const id: string = body.project.id;
  const at = `/api/v1/projects/${id}`;
  return {
    id,
    ada,
    read: async (as: SignedIn = ada) => (await desk.get(at, as)).body.project.environments[0],
    addMastercardKey: async (alias: string) => {
      const certificateRequest = await newRequest();
      const path = `${at}/environments/sandbox/mastercard-encryption-keys`;
      return (await desk.post(path, { alias, certificateRequest }, ada)).body.key;
    },
    addClientKey: async () =>
      (await desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada)).body.key,
    activate: (keyId: string, as = ada) =>
      desk.post(`${at}/mastercard-encryption-keys/${keyId}/activate`, {}, as),
    revokeMastercardKey: (keyId: string, as = ada) =>
      desk.post(`${at}/mastercard-encryption-keys/${keyId}/revoke`, {}, as),
    revokeClientKey: (keyId: string, as = ada) =>
      desk.post(`${at}/client-encryption-keys/${keyId}/revoke`, {}, as),
    rename: (keyId: string, alias: string, as = ada) =>
      desk.patch(`${at}/mastercard-encryption-keys/${keyId}`, { alias }, as),
  };
}

const published = async (id: string) => {
  const [row] = await desk.database.select().from(keyBook).where(eq(keyBook.id, id));
  return row?.entry;
};
const trail = (projectId: string) =>
  desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, projectId))
    .orderBy(auditEntries.number);
const actions = async (projectId: string) => (await trail(projectId)).map(({ action }) => action);

test("activating a Mastercard Encryption Key makes the one before it inactive, for the page and for the gates", async () => {
  const project = await newProject();
  const [first] = (await project.read()).mastercardEncryptionKeys;
  const second = await project.addMastercardKey("second");
  expect([first.status, second.status]).toEqual(["active", "inactive"]);
  const { status, body } = await project.activate(second.id);
  expect([status, body.key.status]).toEqual([200, "active"]);
  const keys = (await project.read()).mastercardEncryptionKeys;
  expect(keys.map((key: { status: string }) => key.status)).toEqual(["inactive", "active"]);
  expect(keys[0].activations[0].to).toBe(keys[1].activations[0].from);
  expect(await published(first.id)).toMatchObject({ active: false });
  expect(await published(second.id)).toMatchObject({ active: true });
  expect((await actions(project.id)).at(-1)).toBe("mastercard-encryption-key.activated");
});

test("activating the active key changes nothing and writes nothing", async () => {
  const project = await newProject();
  const [first] = (await project.read()).mastercardEncryptionKeys;
  const before = await actions(project.id);
  expect((await project.activate(first.id)).status).toBe(200);
  expect(await actions(project.id)).toEqual(before);
  expect((await project.read()).mastercardEncryptionKeys[0].activations).toHaveLength(1);
});

test("of keys activated at the same moment from several browsers exactly one is active afterwards", async () => {
  const project = await newProject();
  const keys = await Promise.all(["a", "b", "c", "d"].map((alias) => project.addMastercardKey(alias)));
  const answers = await Promise.all([...keys, ...keys].map((key) => project.activate(key.id)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const { mastercardEncryptionKeys: after } = await project.read();
  const active = after.filter((key: { status: string }) => key.status === "active");
  expect(active).toHaveLength(1);
  const open = after.flatMap((key: { activations: { to: string | null }[] }) =>
    key.activations.filter(({ to }) => to === null),
  );
  expect(open).toHaveLength(1);
  for (const key of after) {
    expect(await published(key.id)).toMatchObject({ active: key.id === active[0].id });
  }
});

test("the active Mastercard Encryption Key can't be revoked; an inactive one can, for good", async () => {
  const project = await newProject();
  const [first] = (await project.read()).mastercardEncryptionKeys;
  const refused = await project.revokeMastercardKey(first.id);
  expect([refused.status, refused.body.code, refused.body.reasonCode]).toEqual([
    409,
    "revoking-active-key",
    "REVOKE_ACTIVE_MASTERCARD_ENCRYPTION_CREDENTIAL_ERROR",
  ]);
  const second = await project.addMastercardKey("second");
  await project.activate(second.id);
  const { status, body } = await project.revokeMastercardKey(first.id);
  expect([status, body.key.status]).toEqual([200, "revoked"]);
  expect(await published(first.id)).toMatchObject({ revokedAt: body.key.revokedAt, active: false });
  for (const again of [await project.revokeMastercardKey(first.id), await project.activate(first.id)]) {
    expect([again.status, again.body.code]).toEqual([409, "key-revoked"]);
  }
});

test("a key is not activated and revoked at the same moment", async () => {
  const project = await newProject();
  const second = await project.addMastercardKey("second");
  const answers = await Promise.all([project.activate(second.id), project.revokeMastercardKey(second.id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const keys = (await project.read()).mastercardEncryptionKeys;
  expect(keys.filter((key: { status: string }) => key.status === "active")).toHaveLength(1);
});

test("several Client Encryption Keys are in use at once; the last one in force can't be revoked", async () => {
  const project = await newProject();
  const [first] = (await project.read()).clientEncryptionKeys;
  const refused = await project.revokeClientKey(first.id);
  expect([refused.status, refused.body.code, refused.body.reasonCode]).toEqual([
    409,
    "revoking-last-client-key",
    "REVOKE_LAST_CLIENT_ENCRYPTION_CREDENTIAL_ERROR",
  ]);
  const second = await project.addClientKey();
  expect(await published(second.id)).toMatchObject({ kid: second.kid, privateKey: expect.anything() });
  const { status, body } = await project.revokeClientKey(first.id);
  expect([status, body.key.status]).toEqual([200, "revoked"]);
  expect(await published(first.id)).toMatchObject({ privateKey: null, revokedAt: body.key.revokedAt });
  expect((await project.revokeClientKey(second.id)).body.code).toBe("revoking-last-client-key");
  expect((await project.revokeClientKey(first.id)).body.code).toBe("key-revoked");
});

test("of two Client Encryption Keys revoked at the same moment one stays", async () => {
  const project = await newProject();
  const [first] = (await project.read()).clientEncryptionKeys;
  const second = await project.addClientKey();
  const answers = await Promise.all([first, second].map((key) => project.revokeClientKey(key.id)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("the private half of a revoked Client Encryption Key is destroyed after 30 days, not before", async () => {
  const project = await newProject();
  const [first] = (await project.read()).clientEncryptionKeys;
  await project.addClientKey();
  const { body } = await project.revokeClientKey(first.id);
  const revokedAt = Date.parse(body.key.revokedAt);
  expect(Date.parse(body.key.destroyedAt) - revokedAt).toBe(THIRTY_DAYS_MS);
  const privateKey = async () => {
    const rows = await desk.database
      .select()
      .from(clientEncryptionKeys)
      .where(eq(clientEncryptionKeys.id, first.id));
    return rows[0]?.privateKey;
  };
  await destroyRevokedKeys(desk.database, new Date(revokedAt + THIRTY_DAYS_MS - 1));
  expect(await privateKey()).not.toBeNull();
  await destroyRevokedKeys(desk.database, new Date(revokedAt + THIRTY_DAYS_MS));
  expect(await privateKey()).toBeNull();
  expect((await actions(project.id)).at(-1)).toBe("client-encryption-key.destroyed");
  expect(await destroyRevokedKeys(desk.database, new Date(revokedAt + THIRTY_DAYS_MS))).toBe(0);
});

test("an alias is changed by the rules of aliases, and the trail keeps the old one", async () => {
  const project = await newProject();
  const [first] = (await project.read()).mastercardEncryptionKeys;
  const { status, body } = await project.rename(first.id, "Prod key 2026");
  expect([status, body.key.alias]).toEqual([200, "Prod key 2026"]);
  for (const alias of ["", "x".repeat(65), "\0", 7]) {
    const refused = await project.rename(first.id, alias as string);
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, "/alias"]);
  }
  expect((await trail(project.id)).at(-1)).toMatchObject({
    before: { alias: "first" },
    after: { alias: "Prod key 2026" },
  });
});

test("a request is read and said before a key is made of it, with the key that has the pair already", async () => {
  const project = await newProject();
  const certificateRequest = await newRequest();
  const path = `/api/v1/projects/${project.id}/certificate-requests/inspect`;
  const { status, body } = await desk.post(path, { certificateRequest }, project.ada);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    bits: 2048,
    signatureAlgorithm: "sha256WithRSAEncryption",
    usedBy: null,
    kid: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const add = `/api/v1/projects/${project.id}/environments/sandbox/mastercard-encryption-keys`;
  const { key } = (await desk.post(add, { alias: "mine", certificateRequest }, project.ada)).body;
  expect(key.kid).toBe(body.kid);
  expect((await desk.post(path, { certificateRequest }, project.ada)).body.usedBy).toBe("mine");
  expect((await desk.post(path, { certificateRequest: "no" }, project.ada)).body.code).toBe("invalid-csr");
});

test("a stranger finds no key to act on, and a read-only member may not, whatever they try", async () => {
  const project = await newProject();
  const [mastercardKey] = (await project.read()).mastercardEncryptionKeys;
  const [clientKey] = (await project.read()).clientEncryptionKeys;
  const [stranger, member] = [await desk.join(), await desk.join()];
  await desk.database
    .insert(projectMembers)
    .values({ projectId: project.id, accountId: member.id, role: "read-only", since: new Date() });
  for (const [as, status] of [
    [stranger, 404],
    [member, 403],
  ] as const) {
    const add = `/api/v1/projects/${project.id}/environments/sandbox`;
    const answers = [
      await project.activate(mastercardKey.id, as),
      await project.revokeMastercardKey(mastercardKey.id, as),
      await project.revokeClientKey(clientKey.id, as),
      await project.rename(mastercardKey.id, "mine", as),
      await desk.post(`${add}/client-encryption-keys`, {}, as),
      await desk.post(`${add}/mastercard-encryption-keys`, { alias: "a", certificateRequest: "b" }, as),
    ];
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
  }
  const seen = await project.read(member);
  expect(seen.mastercardEncryptionKeys[0].can.activate).toEqual({ allowed: false, reason: "not-allowed" });
  expect(seen.can.addClientEncryptionKey).toEqual({ allowed: false, reason: "not-allowed" });
});

test("a key of another project can't be acted on through one's own, nor one that isn't there", async () => {
  const [own, other] = [await newProject(), await newProject()];
  const environment = await other.read();
  for (const keyId of [environment.mastercardEncryptionKeys[0].id, randomUUID()]) {
    expect((await own.activate(keyId)).status).toBe(404);
    expect((await own.revokeMastercardKey(keyId)).status).toBe(404);
    expect((await own.rename(keyId, "mine")).status).toBe(404);
  }
  expect((await own.revokeClientKey(environment.clientEncryptionKeys[0].id)).status).toBe(404);
});

test("an environment holds fifty Mastercard Encryption Keys at most", async () => {
  const project = await newProject();
  const [row] = await desk.database
    .select()
    .from(mastercardEncryptionKeys)
    .where(eq(mastercardEncryptionKeys.projectId, project.id));
  if (row === undefined) throw new Error("the project has no key");
  const more = Array.from({ length: DEFAULT_POLICY.mostMastercardKeys - 1 }, () => ({
    ...row,
    id: randomUUID(),
    kid: randomUUID(),
    active: false,
  }));
  await desk.database.insert(mastercardEncryptionKeys).values(more);
  const path = `/api/v1/projects/${project.id}/environments/sandbox/mastercard-encryption-keys`;
  const certificateRequest = await newRequest();
  const { status, body } = await desk.post(path, { alias: "more", certificateRequest }, project.ada);
  expect([status, body.code]).toEqual([409, "too-many-keys"]);
  const { can } = await project.read();
  expect(can.addMastercardEncryptionKey).toEqual({ allowed: false, reason: "too-many-keys" });
});

test("an expired key can't be activated, and counts as none when the last one is to be revoked", async () => {
  const project = await newProject();
  const second = await project.addMastercardKey("second");
  desk.advance(366 * DAY_MS);
  const refused = await project.activate(second.id);
  expect([refused.status, refused.body.code, refused.body.reasonCode]).toEqual([
    400,
    "activating-expired-key",
    "ACTIVATING_EXPIRED_KEY",
  ]);
  const fresh = await project.addClientKey();
  const environment = await project.read();
  expect(environment.clientEncryptionKeys.map((key: { status: string }) => key.status)).toEqual([
    "expired",
    "active",
  ]);
  expect((await project.revokeClientKey(fresh.id)).body.code).toBe("revoking-last-client-key");
  expect((await project.revokeClientKey(environment.clientEncryptionKeys[0].id)).status).toBe(200);
});
