import { X509Certificate } from "node:crypto";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SignedIn } from "../http/signed-in.ts";
import { DEFAULT_POLICY, type KeyPolicy } from "../key-policy/rules.ts";
import { mails } from "../notifications/tables.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { destroyRevokedKeys } from "./destroy.ts";
import { remindOfExpiry } from "./remind.ts";

const DAY_MS = 86_400_000;
let desk: TestDesk;
let grace: SignedIn;
beforeEach(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
});
afterEach(() => desk.close());

const change = (version: number, changes: Partial<KeyPolicy>) =>
  desk.put("/api/v1/operator/key-policy", { version, policy: { ...DEFAULT_POLICY, ...changes } }, grace);

async function newProject(alias: string | null = null) {
  const ada = await desk.join();
  const key =
    alias === null ? {} : { mastercardEncryptionKey: { alias, certificateRequest: await newRequest() } };
  const { body } = await desk.post("/api/v1/projects", desk.draft(key), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  return { ada, at, read: async () => (await desk.get(at, ada)).body.project.environments[0] };
}

test("new keys have the policy's lifetimes and size; those that exist keep theirs", async () => {
  const project = await newProject("first");
  const [oldKey] = (await project.read()).clientEncryptionKeys;
  await change(0, { clientKeyDays: 90, mastercardKeyDays: 200, defaultBits: 3072 });
  const sandbox = `${project.at}/environments/sandbox`;
  await desk.post(`${sandbox}/client-encryption-keys`, {}, project.ada);
  await desk.post(
    `${sandbox}/mastercard-encryption-keys`,
    { alias: "second", certificateRequest: await newRequest() },
    project.ada,
  );
  const { clientEncryptionKeys: client, mastercardEncryptionKeys: mastercard } = await project.read();
  const days = (key: { notBefore: string; notAfter: string }) =>
    (Date.parse(key.notAfter) - Date.parse(key.notBefore)) / DAY_MS;
  expect(client.map(days)).toEqual([365, 90]);
  expect(mastercard.map(days)).toEqual([365, 200]);
  expect(client[0]).toEqual({ ...oldKey, can: client[0].can });
  const pem = await desk.get(
    `${project.at}/client-encryption-keys/${client[1].id}/certificate.pem`,
    project.ada,
  );
  expect(new X509Certificate(pem.text).publicKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
});

test("requests of other sizes or hashes are refused wherever they are brought", async () => {
  const project = await newProject("first");
  const small = await newRequest();
  await change(0, { allowedBits: [3072], defaultBits: 3072 });
  const sandbox = `${project.at}/environments/sandbox`;
  const [{ id }] = (await project.read()).mastercardEncryptionKeys;
  const brought = [
    await desk.post(
      `${sandbox}/mastercard-encryption-keys`,
      { alias: "x", certificateRequest: small },
      project.ada,
    ),
    await desk.post(`${project.at}/certificate-requests/inspect`, { certificateRequest: small }, project.ada),
    await desk.post(
      `${project.at}/mastercard-encryption-keys/${id}/compromised`,
      { successor: { alias: "x", certificateRequest: small } },
      project.ada,
    ),
    await desk.post(
      "/api/v1/projects",
      desk.draft({ mastercardEncryptionKey: { alias: "x", certificateRequest: small } }),
      project.ada,
    ),
  ];
  for (const { status, body } of brought) {
    expect([status, body.code]).toEqual([400, "invalid-csr"]);
    expect(body.detail).toContain("takes 3072");
  }
  await change(1, { signatureHashes: ["SHA-512"] });
  const refused = await desk.post(
    `${project.at}/certificate-requests/inspect`,
    { certificateRequest: small },
    project.ada,
  );
  expect(refused.body.detail).toContain("takes SHA-512");
  await change(2, { allowedBits: [3072], defaultBits: 3072 });
  const large = await createCertificateRequest({ commonName: "large" }, await generateRsaKeyPair(3072));
  const taken = await desk.post(
    `${project.at}/certificate-requests/inspect`,
    { certificateRequest: large },
    project.ada,
  );
  expect([taken.status, taken.body.bits]).toEqual([200, 3072]);
});

test("an environment holds as many keys as the policy says, and says so", async () => {
  const project = await newProject("first");
  await change(0, { mostClientKeys: 2, mostMastercardKeys: 2 });
  const add = (type: string, body: object) =>
    desk.post(`${project.at}/environments/sandbox/${type}`, body, project.ada);
  for (const expected of [201, 409]) {
    const client = await add("client-encryption-keys", {});
    const mastercard = await add("mastercard-encryption-keys", {
      alias: "more",
      certificateRequest: await newRequest(),
    });
    expect([client.status, mastercard.status]).toEqual([expected, expected]);
  }
  const { can } = await project.read();
  expect(can.addClientEncryptionKey.reason).toBe("too-many-keys");
  expect(can.addMastercardEncryptionKey.reason).toBe("too-many-keys");
});

test("where unproven keys are refused one can't be activated, and the page is told why", async () => {
  const project = await newProject("first");
  const body = { alias: "second", certificateRequest: await newRequest() };
  const path = `${project.at}/environments/sandbox/mastercard-encryption-keys`;
  const { id } = (await desk.post(path, body, project.ada)).body.key;
  await change(0, { unprovenActivation: "refuse" });
  const key = (await project.read()).mastercardEncryptionKeys.find((one: { id: string }) => one.id === id);
  expect(key.can.activate).toEqual({ allowed: false, reason: "key-not-proven" });
  const activate = () =>
    desk.post(`${project.at}/mastercard-encryption-keys/${id}/activate`, {}, project.ada);
  const refused = await activate();
  expect([refused.status, refused.body.code]).toEqual([409, "key-not-proven"]);
  await change(1, {});
  expect((await activate()).status).toBe(200);
});

test("a revoked key is destroyed on the day that was told when it was revoked, whatever the policy says later", async () => {
  const project = await newProject();
  await change(0, { destroyAfterDays: 10 });
  await desk.post(`${project.at}/environments/sandbox/client-encryption-keys`, {}, project.ada);
  const [{ id }] = (await project.read()).clientEncryptionKeys;
  await desk.post(`${project.at}/client-encryption-keys/${id}/revoke`, {}, project.ada);
  const told = async () => (await project.read()).clientEncryptionKeys[0].destroyedAt;
  const day = await told();
  for (const [version, destroyAfterDays] of [1, 300].entries()) {
    await change(version + 1, { destroyAfterDays });
    expect(await told()).toBe(day);
    expect(await destroyRevokedKeys(desk.database, new Date(Date.parse(day) - 1))).toBe(0);
  }
  expect(await destroyRevokedKeys(desk.database, new Date(day))).toBe(1);
});

test("reminders come on the policy's days", async () => {
  const project = await newProject();
  await change(0, { reminderDays: [100] });
  const [key] = (await project.read()).clientEncryptionKeys;
  const before = (days: number) => new Date(Date.parse(key.notAfter) - days * DAY_MS);
  expect(key.nextReminderAt).toBe(before(100).toISOString());
  expect(await remindOfExpiry(desk.database, before(101))).toBe(0);
  expect(await remindOfExpiry(desk.database, before(99))).toBe(1);
  expect(await remindOfExpiry(desk.database, before(30))).toBe(0);
  await desk.mailNotices();
  const sent = await desk.database.select().from(mails).where(eq(mails.recipient, project.ada.email));
  expect(sent.filter(({ subject }) => subject.includes("expires in 99 days"))).toHaveLength(1);
});
