import { createPrivateKey, type KeyObject, randomUUID } from "node:crypto";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { takePartnerPair } from "../custody/testing/made-pairs.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { REHEARSAL_MS } from "./rules.ts";
import { keyRehearsals } from "./tables.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function newPair() {
  const pair = await takePartnerPair();
  const privateKey = createPrivateKey({ key: Buffer.from(pair.privateKey), format: "der", type: "pkcs8" });
  return { privateKey, certificateRequest: await createCertificateRequest({ commonName: "x" }, pair) };
}

/** A project with two keys whose private halves are at hand. */
async function newProject() {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const id: string = body.project.id;
  const at = `/api/v1/projects/${id}`;
  const add = async (alias: string) => {
    const { privateKey, certificateRequest } = await newPair();
    const path = `${at}/environments/sandbox/mastercard-encryption-keys`;
    const { key } = (await desk.post(path, { alias, certificateRequest }, ada)).body;
    return { id: String(key.id), privateKey };
  };
  const keys = [await add("first"), await add("second")] as const;
  const on = (keyId: string) => `${at}/mastercard-encryption-keys/${keyId}`;
  return {
    id,
    ada,
    keys,
    on,
    begin: async (keyId: string) => (await desk.post(`${on(keyId)}/rehearsals`, {}, ada)).body,
    answer: (keyId: string, rehearsalId: string, answer: string, as = ada) =>
      desk.post(`${on(keyId)}/rehearsals/${rehearsalId}/answer`, { answer }, as),
  };
}

const read = (challenge: string, privateKey: KeyObject): string =>
  JSON.parse(decryptJwe(parseCompactJwe(challenge), privateKey).toString("utf8")).rehearsal;

test("who holds the private half proves the key, and the page says when and from where", async () => {
  const { id, keys, begin, answer } = await newProject();
  const [, key] = keys;
  const { rehearsalId, challenge } = await begin(key.id);
  const { status, body } = await answer(key.id, rehearsalId, read(challenge, key.privateKey));
  expect(status).toBe(200);
  expect(body.key).toMatchObject({ status: "inactive", provenFrom: "127.0.0.1" });
  expect(Math.abs(Date.parse(body.key.provenAt) - desk.now().getTime())).toBeLessThan(60_000);
  const trail = await desk.database.select().from(auditEntries).where(eq(auditEntries.chain, id));
  expect(trail.map(({ action }) => action)).toContain("mastercard-encryption-key.proven");
});

test("a rehearsal is answered once, also by several at the same moment", async () => {
  const { keys, begin, answer } = await newProject();
  const [, key] = keys;
  const { rehearsalId, challenge } = await begin(key.id);
  const good = read(challenge, key.privateKey);
  const answers = await Promise.all([1, 2, 3].map(() => answer(key.id, rehearsalId, good)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
});

test("a wrong answer, one for another key, one too late, and one to nothing prove nothing", async () => {
  const { id, keys, begin, answer, on, ada } = await newProject();
  const [first, second] = keys;
  const { rehearsalId, challenge } = await begin(second.id);
  const good = read(challenge, second.privateKey);
  for (const refused of [
    await answer(second.id, rehearsalId, "guess"),
    await answer(second.id, rehearsalId, ""),
    await answer(first.id, rehearsalId, good),
    await answer(second.id, randomUUID(), good),
  ]) {
    expect([refused.status, refused.body.code]).toEqual([400, "rehearsal-not-valid"]);
  }
  desk.advance(REHEARSAL_MS);
  expect((await answer(second.id, rehearsalId, good)).status).toBe(400);
  const { body } = await desk.patch(on(second.id), { alias: "second" }, ada);
  expect(body.key.provenAt).toBeNull();
  const trail = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, id))
    .orderBy(asc(auditEntries.number));
  const of = (action: string) => trail.filter((entry) => entry.action.endsWith(action));
  expect(of("rehearsal-begun")).toHaveLength(1);
  expect(of("rehearsal-failed").map(({ after }) => after?.reason)).toEqual([
    "wrong-answer",
    "wrong-answer",
    "unknown",
    "unknown",
    "too-late",
  ]);
  expect(JSON.stringify(trail)).not.toContain(good);
});

test("a revoked key is not rehearsed, nor does a stranger's answer count", async () => {
  const { keys, begin, answer, on, ada } = await newProject();
  const [, key] = keys;
  const { rehearsalId, challenge } = await begin(key.id);
  const stranger = await desk.join();
  const good = read(challenge, key.privateKey);
  expect((await answer(key.id, rehearsalId, good, stranger)).status).toBe(404);
  await desk.post(`${on(key.id)}/revoke`, {}, ada);
  expect((await answer(key.id, rehearsalId, good)).body.code).toBe("key-revoked");
  expect((await begin(key.id)).code).toBe("key-revoked");
});

test("the answer doesn't rest in the database", async () => {
  const { keys, begin } = await newProject();
  const [, key] = keys;
  const { challenge } = await begin(key.id);
  const rows = JSON.stringify(await desk.database.select().from(keyRehearsals));
  expect(rows).not.toContain(read(challenge, key.privateKey));
});
