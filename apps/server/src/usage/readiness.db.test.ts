import { randomBytes, randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { forgetOldUsage } from "./jobs.ts";
import { type ReceivedUsage, receiveUsage } from "./receive.ts";
import { usageCallers } from "./tables.ts";

const HOUR_MS = 3_600_000;
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
  const [sandbox] = body.project.environments;
  const [first] = sandbox.mastercardEncryptionKeys;
  return { ada, at, environmentId: sandbox.id as string, first: first as { id: string; kid: string } };
}
type Made = Awaited<ReturnType<typeof newProject>>;
let made: Made;
beforeEach(async () => {
  made = await newProject();
});

type Told = ReceivedUsage["callers"][number];
const newCaller = () => randomBytes(32).toString("base64url");
const caller = (change: Partial<Told> = {}): Told => ({
  environmentId: made.environmentId,
  caller: newCaller(),
  said: "keys",
  kids: [made.first.kid],
  ageMs: 0,
  ...change,
});
const tell = (...callers: readonly Told[]) =>
  receiveUsage(
    desk.database,
    { source: randomUUID(), number: 1, gateway: "gate", calls: [], uses: [], callers },
    desk.now(),
  );
const readiness = async ({ at, ada }: Made = made) =>
  (await desk.get(`${at}/usage`, ada)).body.mastercardEncryptionKeys[0].readiness;

test("of the callers that say anything, those that name the key are able; the silent and the unreadable are told apart", async () => {
  await tell(
    ...Array.from({ length: 9 }, () => caller()),
    caller({ kids: ["ff".repeat(32)] }),
    ...Array.from({ length: 3 }, () => caller({ said: "nothing", kids: [] })),
    caller({ said: "unreadable", kids: [] }),
  );
  expect(await readiness()).toEqual({ saying: 10, able: 9, silent: 3, unreadable: 1, full: false });
});

test("a caller counts once, whatever gateways it calls, with what it said last; an older word that comes late changes nothing", async () => {
  const one = newCaller();
  await tell(caller({ caller: one, said: "nothing", kids: [], ageMs: HOUR_MS }));
  await Promise.all([tell(caller({ caller: one })), tell(caller({ caller: one }))]);
  await tell(caller({ caller: one, said: "nothing", kids: [], ageMs: 2 * HOUR_MS }));
  expect(await readiness()).toEqual({ saying: 1, able: 1, silent: 0, unreadable: 0, full: false });
});

test("the certificate's fingerprint names the key as well, as hex and as base64", async () => {
  const { mastercardEncryptionKeys } = (await desk.get(made.at, made.ada)).body.project.environments[0];
  const hex = mastercardEncryptionKeys[0].fingerprints.certificateSha256;
  await tell(caller({ kids: [hex] }), caller({ kids: [Buffer.from(hex, "hex").toString("base64url")] }));
  expect(await readiness()).toMatchObject({ saying: 2, able: 2 });
});

test("callers of another environment are not counted, though they name this key; those of unknown environments are passed over", async () => {
  const other = await newProject();
  await tell(caller({ environmentId: other.environmentId }), caller({ environmentId: randomUUID() }));
  expect(await readiness()).toMatchObject({ saying: 0, able: 0 });
  expect(await readiness(other)).toMatchObject({ saying: 1, able: 0 });
});

test("a caller that was not heard of for a day is none of the fleet, and is forgotten", async () => {
  await tell(caller({ ageMs: 25 * HOUR_MS }), caller({ ageMs: 23 * HOUR_MS }));
  expect(await readiness()).toMatchObject({ saying: 1 });
  const rows = () =>
    desk.database.select().from(usageCallers).where(eq(usageCallers.environmentId, made.environmentId));
  await forgetOldUsage(desk.database, new Date(desk.now().getTime() + 2 * HOUR_MS));
  expect(await rows()).toEqual([]);
});

test("of one environment five hundred callers are kept, the latest; where there are as many, others may be left out and it is said", async () => {
  await tell(...Array.from({ length: 499 }, () => caller()));
  expect(await readiness()).toMatchObject({ saying: 499, full: false });
  await tell(...Array.from({ length: 600 }, (_, n) => caller({ ageMs: n })));
  await tell(caller({ said: "nothing", kids: [] }));
  expect(await readiness()).toMatchObject({ saying: 499, silent: 1, full: true });
});
