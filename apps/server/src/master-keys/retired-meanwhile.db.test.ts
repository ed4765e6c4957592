import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { masterKeys } from "../custody/tables.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { announceMasterKey } from "./announce.ts";
import { examineCustody } from "./examine.ts";
import { carryOnRotation } from "./rotate.ts";

let desk: TestDesk;
let ada: SignedIn;
let at: string;
let sandbox: { credentials: { id: string }[]; clientEncryptionKeys: { id: string }[] };
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  at = `/api/v1/projects/${body.project.id}`;
  sandbox = body.project.environments[0];
});

/** A whole rotation: nothing that there is needs the old key, so it is retired. */
async function rotate(): Promise<void> {
  const deps = { database: desk.database, custody: desk.custody };
  const by = {
    origin: { accountId: null, actor: "olga@example.test", address: "192.0.2.1", requestId: "r" },
    now: desk.now(),
  };
  await announceMasterKey(deps, by, "file");
  expect((await carryOnRotation(deps, desk.now())).step).toBe("retired");
}

test.each([
  ["a project", () => desk.post("/api/v1/projects", desk.draft(), ada), 201],
  [
    "a set of credentials",
    () => desk.post(`${at}/environments/sandbox/credentials`, { description: "x" }, ada),
    201,
  ],
  [
    "a new secret",
    () => desk.post(`${at}/credentials/${sandbox.credentials[0]?.id}/rotate`, { overlapHours: 1 }, ada),
    200,
  ],
  [
    "a Client Encryption Key",
    () => desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada),
    201,
  ],
  [
    "the successor of a compromised key",
    () =>
      desk.post(`${at}/client-encryption-keys/${sandbox.clientEncryptionKeys[0]?.id}/compromised`, {}, ada),
    200,
  ],
  ["a webhook", () => desk.post(`${at}/webhooks`, { url: "https://hooks.example/in" }, ada), 201],
])(
  "%s whose master key is retired between wrapping and storing is stored under the new one, once",
  async (_what, call, status) => {
    let rotations = 0;
    desk.onceWrapped(async () => {
      rotations += 1;
      await rotate();
    });
    expect((await call()).status).toBe(status);
    expect(rotations).toBe(1);
    const known = await desk.database.select({ state: masterKeys.state }).from(masterKeys);
    expect(known).toEqual([{ state: "current" }]);
    expect(await examineCustody({ database: desk.database, custody: desk.custody })).toMatchObject({
      well: true,
      unopened: [],
    });
    const { body } = await desk.get(`${at}/webhooks`, ada);
    expect(body.items.length).toBeLessThanOrEqual(1);
  },
);
