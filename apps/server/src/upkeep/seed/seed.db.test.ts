import { count, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts } from "../../accounts/tables.ts";
import { openCertificateAuthority } from "../../certificate-authority/open-authority.ts";
import { VERIFICATION_STATES } from "../../companies/rules.ts";
import { companies } from "../../companies/tables.ts";
import { clientEncryptionKeys, mastercardEncryptionKeys } from "../../encryption-keys/tables.ts";
import { examineCustody } from "../../master-keys/examine.ts";
import { openTestDesk, type TestDesk } from "../../onboarding/testing/open-desk.ts";
import { REQUEST_STATES } from "../../production-access/rules.ts";
import { productionRequests } from "../../production-access/tables.ts";
import { environments, projectMembers } from "../../projects/tables.ts";
import { usageOperations } from "../../usage/tables.ts";
import { playStories } from "../seed.ts";
import { openStage } from "./stage.ts";
import { storiesOf } from "./story.ts";

const PARTNERS = 16;

let desk: TestDesk;
let now: Date;
let projects: number;

beforeAll(async () => {
  desk = await openTestDesk();
  now = desk.now();
  const { database, custody, pepper } = desk;
  const authority = await openCertificateAuthority(
    { database, custody, token: null, provider: "Mastercard" },
    now,
  );
  const set = { database, custody, pepper, authority, providerName: "Mastercard" };
  const stage = await openStage({ ...set, publicUrl: "https://desk.example", passwordHash: "$none" }, now);
  ({ projects } = await playStories(stage, { partners: PARTNERS, word: "seed", now }, () => undefined));
});
afterAll(() => desk.close());

test("the same word gives the same stories, and another word gives others", () => {
  const names = (word: string) => storiesOf(PARTNERS, word, now).map(({ person }) => person.email);
  expect(names("seed")).toEqual(names("seed"));
  expect(names("seed")).not.toEqual(names("another"));
});

test("there are requests and verifications of every state", async () => {
  const requests = await desk.database.select().from(productionRequests);
  expect(new Set(requests.map(({ state }) => state))).toEqual(new Set(REQUEST_STATES));
  const all = await desk.database.select().from(companies);
  expect(new Set(all.map(({ verification }) => verification))).toEqual(new Set(VERIFICATION_STATES));
  expect(all.filter(({ suspendedAt }) => suspendedAt !== null)).not.toEqual([]);
});

test("there are keys of every state", async () => {
  const keys = await desk.database.select().from(mastercardEncryptionKeys);
  const clients = await desk.database.select().from(clientEncryptionKeys);
  const inUse = keys.filter(({ revokedAt, notAfter }) => revokedAt === null && notAfter > now);
  const counts = {
    active: inUse.filter(({ active }) => active).length,
    inactive: inUse.filter(({ active }) => !active).length,
    expired: keys.filter(({ notAfter }) => notAfter <= now).length,
    revoked: keys.filter(({ revokedAt, compromisedAt }) => revokedAt !== null && compromisedAt === null)
      .length,
    compromised: keys.filter(({ compromisedAt }) => compromisedAt !== null).length,
    destroyed: clients.filter(({ privateKey }) => privateKey === null).length,
  };
  for (const [state, count] of Object.entries(counts)) expect(count, state).toBeGreaterThan(0);
});

test("every wrapped value of what was made up opens", async () => {
  const { database, custody } = desk;
  expect((await examineCustody({ database, custody })).well).toBe(true);
});

test("projects have been used: their pages show calls of each key, and programs that say which keys they hold", async () => {
  const sandboxes = await desk.database.select().from(environments).where(eq(environments.status, "active"));
  const member = async (projectId: string) => {
    const [admin] = await desk.database
      .select({ email: accounts.email })
      .from(projectMembers)
      .innerJoin(accounts, eq(accounts.id, projectMembers.accountId))
      .where(eq(projectMembers.projectId, projectId));
    return desk.as(admin?.email ?? "");
  };
  let used = 0;
  let ready = 0;
  for (const { projectId } of sandboxes) {
    const { body } = await desk.get(`/api/v1/projects/${projectId}/usage`, await member(projectId));
    const weeks = [...body.credentials, ...body.clientEncryptionKeys, ...body.mastercardEncryptionKeys];
    used += weeks.filter(({ calls }: { calls: { week: number } }) => calls.week > 0).length;
    ready += body.mastercardEncryptionKeys.filter(
      ({ readiness }: { readiness: { saying: number } }) => readiness.saying > 0,
    ).length;
  }
  expect(used).toBeGreaterThan(2 * PARTNERS);
  expect(ready).toBeGreaterThan(PARTNERS / 2);
  const [calls] = await desk.database.select({ count: count() }).from(usageOperations);
  expect(calls?.count).toBeGreaterThan(100);
});

test("a key that was revoked lately is on the operators' list", async () => {
  const operator = await desk.joinOperator();
  expect((await desk.get("/api/v1/operator/revoked-keys", operator)).body.items).not.toEqual([]);
});

test("partners and requests are on the operators' lists", async () => {
  const operator = await desk.joinOperator();
  const partners = await desk.get("/api/v1/operator/partners", operator);
  expect(partners.text).toContain(storiesOf(1, "seed", now)[0]?.company.name);
  expect(projects).toBeGreaterThanOrEqual(PARTNERS);
  expect((await desk.get("/api/v1/operator/requests", operator)).body.items).not.toEqual([]);
});
