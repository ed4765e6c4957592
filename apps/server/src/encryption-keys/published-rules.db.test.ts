import { afterAll, beforeAll, expect, test } from "vitest";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";

// Rules that the documentation of the API states in so many words, one each; those about dangers have tests of their own.

const DAY_MS = 86_400_000;
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function newProject() {
  const ada = await desk.join();
  const key = { alias: "first", certificateRequest: await newRequest() };
  const { body } = await desk.post("/api/v1/projects", desk.draft({ mastercardEncryptionKey: key }), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  return {
    ada,
    at,
    read: async () => (await desk.get(at, ada)).body.project.environments[0],
    add: async (alias: string) => {
      const path = `${at}/environments/sandbox/mastercard-encryption-keys`;
      return (await desk.post(path, { alias, certificateRequest: await newRequest() }, ada)).body.key;
    },
  };
}

interface Key {
  readonly id: string;
  readonly alias: string;
  readonly status: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

const statuses = (keys: readonly Key[]) => keys.map(({ alias, status }) => `${alias}: ${status}`);

test("keys of both types live one year when they are made", async () => {
  const { read } = await newProject();
  const { clientEncryptionKeys, mastercardEncryptionKeys } = await read();
  for (const { notBefore, notAfter } of [...clientEncryptionKeys, ...mastercardEncryptionKeys]) {
    expect(Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / DAY_MS)).toBe(365);
  }
});

test("there is no deactivating by itself: a key becomes inactive by the activation of another, and not otherwise", async () => {
  const { ada, at, read, add } = await newProject();
  const [first] = (await read()).mastercardEncryptionKeys;
  const own = `${at}/mastercard-encryption-keys/${first.id}`;
  expect((await desk.post(`${own}/deactivate`, {}, ada)).status).toBe(404);
  expect((await desk.delete(own, ada)).status).toBe(404);
  for (const change of [{ active: false }, { status: "inactive" }]) {
    await desk.patch(own, { alias: "first", ...change }, ada);
  }
  expect(statuses((await read()).mastercardEncryptionKeys)).toEqual(["first: active"]);
  const second = await add("second");
  await desk.post(`${at}/mastercard-encryption-keys/${second.id}/activate`, {}, ada);
  expect(statuses((await read()).mastercardEncryptionKeys)).toEqual(["first: inactive", "second: active"]);
});

test("Mastercard Encryption Keys alone are activated: every Client Encryption Key is in use from the start", async () => {
  const { ada, at, read } = await newProject();
  await desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada);
  const { clientEncryptionKeys } = await read();
  expect(clientEncryptionKeys.map(({ status }: Key) => status)).toEqual(["active", "active"]);
  for (const { id } of clientEncryptionKeys) {
    expect((await desk.post(`${at}/client-encryption-keys/${id}/activate`, {}, ada)).status).toBe(404);
    expect((await desk.post(`${at}/mastercard-encryption-keys/${id}/activate`, {}, ada)).status).toBe(404);
  }
});

test("an expiring key is not renewed but rotated: add a new one, activate it, revoke the old", async () => {
  const { ada, at, read, add } = await newProject();
  const [old] = (await read()).mastercardEncryptionKeys;
  const own = `${at}/mastercard-encryption-keys/${old.id}`;
  desk.advance(360 * DAY_MS);
  try {
    expect((await desk.post(`${own}/renew`, {}, ada)).status).toBe(404);
    const successor = await add("successor");
    expect(statuses((await read()).mastercardEncryptionKeys)).toEqual([
      "first: active",
      "successor: inactive",
    ]);
    await desk.post(`${at}/mastercard-encryption-keys/${successor.id}/activate`, {}, ada);
    expect((await desk.post(`${own}/revoke`, {}, ada)).status).toBe(200);
    const keys: Key[] = (await read()).mastercardEncryptionKeys;
    expect(statuses(keys)).toEqual(["first: revoked", "successor: active"]);
    // The old one ends when it was to end; the new one has a year of its own.
    expect(keys[0]?.notAfter).toBe(old.notAfter);
    expect(Date.parse(keys[1]?.notAfter ?? "") - Date.parse(old.notAfter)).toBeGreaterThan(350 * DAY_MS);
  } finally {
    desk.advance(-360 * DAY_MS);
  }
});

test("a key that was generated in the browser can be had there alone: no address of the desk gives a private key", async () => {
  const { ada, at, read } = await newProject();
  const { clientEncryptionKeys, mastercardEncryptionKeys } = await read();
  for (const [type, [key]] of [
    ["client-encryption-keys", clientEncryptionKeys],
    ["mastercard-encryption-keys", mastercardEncryptionKeys],
  ] as const) {
    const own = `${at}/${type}/${key.id}`;
    for (const end of ["", "/private-key", "/private-key.pem", "/key.p12", "/keystore", "/download"]) {
      expect((await desk.get(`${own}${end}`, ada)).status).toBe(404);
    }
    const { text } = await desk.get(`${own}/certificate.pem`, ada);
    expect([...text.matchAll(/BEGIN ([A-Z ]+)/g)].every(([, label]) => label === "CERTIFICATE")).toBe(true);
  }
});
