import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { mails } from "../notifications/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { DEFAULT_POLICY, type KeyPolicy } from "./rules.ts";
import { keyPolicies } from "./tables.ts";

let desk: TestDesk;
let grace: SignedIn;
beforeEach(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
});
afterEach(() => desk.close());

const PATH = "/api/v1/operator/key-policy";
const change = (version: number, changes: Partial<KeyPolicy>, as: SignedIn = grace) =>
  desk.put(PATH, { version, policy: { ...DEFAULT_POLICY, ...changes } }, as);
const undo = (version: number) => desk.post(`${PATH}/undo`, { version }, grace);

test("until an operator changes it the default is in force, as version 0", async () => {
  const { body } = await desk.get(PATH, grace);
  expect(body).toEqual({
    version: 0,
    policy: DEFAULT_POLICY,
    history: [],
    can: { change: { allowed: true }, undo: { allowed: false, reason: "nothing-to-undo" } },
  });
  expect((await undo(0)).body.code).toBe("nothing-to-undo");
});

test("partners see what they need to know of it and change nothing", async () => {
  const ada = await desk.join();
  expect((await desk.get("/api/v1/key-policy", ada)).body).toEqual({ policy: DEFAULT_POLICY });
  expect((await desk.get(PATH, ada)).status).toBe(404);
  expect((await change(0, { destroyAfterDays: 1 }, ada)).status).toBe(404);
  expect((await desk.post(`${PATH}/undo`, { version: 0 }, ada)).status).toBe(404);
  expect((await desk.get("/api/v1/key-policy", null)).status).toBe(401);
  expect(await desk.database.$count(keyPolicies)).toBe(0);
});

test("a change is in the chain of operations with what was before and after, and no more", async () => {
  const { status, body } = await change(0, { clientKeyDays: 180, reminderDays: [5, 20] });
  expect([status, body.version, body.policy.reminderDays]).toEqual([200, 1, [20, 5]]);
  expect(body.history).toMatchObject([{ version: 1, changedBy: grace.email, before: DEFAULT_POLICY }]);
  const entries = await desk.database.select().from(auditEntries).where(eq(auditEntries.chain, "operations"));
  expect(entries.map(({ action, actor, before, after }) => ({ action, actor, before, after }))).toEqual([
    {
      action: "key-policy.changed",
      actor: grace.email,
      before: { clientKeyDays: 365, reminderDays: "60, 30, 14, 7, 3, 1" },
      after: { clientKeyDays: 180, reminderDays: "20, 5" },
    },
  ]);
});

test("the same values again make no new version", async () => {
  expect((await change(0, {})).body.version).toBe(0);
  await change(0, { destroyAfterDays: 10 });
  expect((await change(1, { destroyAfterDays: 10 })).body.version).toBe(1);
});

test("an undo brings the values back that were before, and undoes itself", async () => {
  await change(0, { destroyAfterDays: 10 });
  await change(1, { destroyAfterDays: 20 });
  const undone = await undo(2);
  expect([undone.body.version, undone.body.policy.destroyAfterDays]).toEqual([3, 10]);
  expect((await undo(3)).body.policy.destroyAfterDays).toBe(20);
  await change(4, {});
  expect((await undo(5)).body.policy.destroyAfterDays).toBe(20);
});

test("of operators who change the same version at once one wins, and the others are told who", async () => {
  const others = await Promise.all(Array.from({ length: 6 }, () => desk.joinOperator()));
  const answers = await Promise.all(
    others.map((operator, index) => change(0, { destroyAfterDays: 40 + index }, operator)),
  );
  const won = answers.findIndex(({ status }) => status === 200);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const [index, { status, body }] of answers.entries()) {
    if (index === won) continue;
    expect([status, body.code]).toEqual([409, "policy-changed"]);
    expect(body.detail).toContain(others[won]?.email);
  }
  expect((await desk.get(PATH, grace)).body.policy.destroyAfterDays).toBe(40 + won);
  expect(await desk.database.$count(keyPolicies)).toBe(1);
  const late = await change(0, { destroyAfterDays: 3 });
  expect([late.status, late.body.code]).toEqual([409, "policy-changed"]);
  expect((await undo(0)).body.code).toBe("policy-changed");
});

test("what makes no sense is refused with the field that makes it so", async () => {
  const { status, body } = await change(0, { allowedBits: [3072], defaultBits: 2048 });
  expect([status, body.code, body.errors]).toEqual([
    400,
    "invalid-request",
    [{ pointer: "/policy/defaultBits", detail: "2048 bits are not among the allowed sizes: 3072." }],
  ]);
});

test("every operator is mailed what was changed and by whom, in their language, also when it is undone", async () => {
  const kay = await desk.joinOperator("reviewer");
  await desk.put("/api/v1/notices/settings", { language: "es", withoutMail: [] }, kay);
  const mailsTo = async ({ email }: SignedIn) =>
    (await desk.database.select().from(mails).where(eq(mails.recipient, email))).map(
      ({ subject, body }) => `${subject}\n${body}`,
    );
  await change(0, { secondFactor: "production-admins" });
  expect((await mailsTo(grace)).join()).toMatch(
    /The policy for keys was changed[\s\S]*Second factor of partners: choice → production-admins\nBy: \S+@provider\.test/,
  );
  expect((await mailsTo(kay)).join()).toMatch(
    /Se ha cambiado[\s\S]*Segundo factor de los socios: choice → production-admins/,
  );
  await change(1, { secondFactor: "production-admins" });
  expect([(await mailsTo(grace)).length, (await mailsTo(kay)).length]).toEqual([1, 1]);
  await undo(1);
  expect((await mailsTo(kay))[1]).toContain("Segundo factor de los socios: production-admins → choice");
});
