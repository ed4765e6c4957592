import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accounts } from "../accounts/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { DEFAULT_POLICY } from "../key-policy/rules.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import type { OperatorRole } from "../permissions.ts";

/*
 * An operator's right is looked at when the request comes, and again in its transaction. Between the two somebody takes the right away here:
 * nothing may happen any more. The right is asked for first, so nothing else that a call names has to be there.
 */

let desk: TestDesk;
let grace: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  grace = await desk.joinOperator();
});

const ANY = "01900000-0000-7000-8000-000000000000";
const SERVICE = {
  name: "Weather",
  region: "",
  description: "",
  commercialCountries: ["US"],
  sandboxUrl: null,
  productionUrl: null,
  payloadPolicy: "mirror",
  requestField: "encryptedData",
  responseField: "encryptedData",
  fieldLevel: false,
  offered: false,
  products: [],
  questions: [],
};
const CONTRACT = {
  number: "C-1",
  companyId: ANY,
  apiService: "open-finance-us",
  plan: "production",
  products: ["accounts"],
  validFrom: "2026-01-01",
  validTo: null,
  executedOn: "2026-01-01",
};
const DOCUMENT = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Weather", version: "1" },
  paths: { "/days": { get: {} } },
});
const BUILT_IN = "/operator/api-services/open-finance-us";
type Method = "post" | "put" | "patch" | "delete";
type Call = readonly [Method, path: string, body?: unknown];

/** A call of every operation by which operators of this desk change something. */
const CALLS: Readonly<Record<string, Call | (() => Promise<Call>)>> = {
  changeKeyPolicy: ["put", "/operator/key-policy", { version: 0, policy: DEFAULT_POLICY }],
  undoKeyPolicy: ["post", "/operator/key-policy/undo", { version: 1 }],
  restoreClientEncryptionKey: [
    "post",
    `/operator/revoked-keys/${ANY}/restore`,
    { reason: "Revoked by mistake." },
  ],
  dropRestoreOfClientEncryptionKey: ["delete", `/operator/revoked-keys/${ANY}/restore`],
  limitProjects: ["put", "/operator/project-limits", { email: "ada@example.test", projects: 40 }],
  assignCompany: ["put", `/operator/companies/${ANY}/assignee`, { mine: true }],
  commentOnCompanyAsOperator: ["post", `/operator/companies/${ANY}/comments`, { text: "Soon." }],
  decideCompany: ["post", `/operator/companies/${ANY}/decision`, { decision: "approve" }],
  decideProductionRequest: ["post", `/operator/requests/${ANY}/decision`, { decision: "approve" }],
  assignProductionRequest: ["put", `/operator/requests/${ANY}/assignee`, { mine: true }],
  commentOnProductionRequestAsOperator: ["post", `/operator/requests/${ANY}/comments`, { text: "Soon." }],
  enterContract: ["post", "/operator/contracts", { contract: CONTRACT }],
  withdrawContract: ["post", `/operator/contracts/${ANY}/withdraw`, { reason: "Ended early." }],
  addApiService: ["post", "/operator/api-services", { id: "weather", service: SERVICE }],
  changeApiService: ["put", BUILT_IN, { version: 1, service: SERVICE }],
  assignApiServiceOperations: ["put", `${BUILT_IN}/operations`, { version: 1, operations: [] }],
  importApiServiceDocument: ["put", `${BUILT_IN}/document`, { version: 1, document: DOCUMENT }],
  decideApiServiceProposal: ["post", `${BUILT_IN}/proposals/${ANY}/decision`, { decision: "confirm" }],
  takeBackApiServiceProposal: ["delete", `${BUILT_IN}/proposals/${ANY}`],
  suspendPartner: ["post", `/operator/partners/${ANY}/suspend`, { reason: "Not paid." }],
  resumePartner: ["post", `/operator/partners/${ANY}/resume`, {}],
  offerEncryptionKeys: ["put", `/operator/partners/${ANY}/encryption-keys`, { enabled: false }],
  addProviderWebhook: ["post", "/operator/webhooks", { url: "https://hooks.example/provider" }],
  changeProviderWebhook: ["patch", `/operator/webhooks/${ANY}`, { paused: true }],
  rotateProviderWebhookSecret: ["post", `/operator/webhooks/${ANY}/rotate`, {}],
  testProviderWebhook: async () => ["post", `${await newWebhook()}/test`, {}],
  redeliverProviderWebhookMessage: async () => [
    "post",
    `${await newWebhook()}/deliveries/${ANY}/redeliver`,
    {},
  ],
  removeProviderWebhook: ["delete", `/operator/webhooks/${ANY}`],
};

/** What changes nothing; who adds, changes and removes operators has tests of their own. */
const ELSEWHERE = ["previewApiServiceDocument"];

async function newWebhook(): Promise<string> {
  const body = { url: "https://hooks.example/provider" };
  const made = await desk.post("/api/v1/operator/webhooks", body, await desk.joinOperator());
  return `/operator/webhooks/${made.body.webhook.id}`;
}

/** Does the call, and takes the right away once the call waits for the account. */
async function whileLosing(call: Call, role: OperatorRole | null) {
  const [method, path, body] = call;
  const answer = await inTransaction(desk.database, async (tx) => {
    await tx
      .update(accounts)
      .set({ operator: role !== null, operatorRole: role, removedAt: role === null ? new Date() : null })
      .where(eq(accounts.id, grace.id));
    const at = `/api/v1${path}`;
    const asked = method === "delete" ? desk.delete(at, grace) : desk[method](at, body, grace);
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
    return () => asked;
  });
  return answer();
}

async function trail(): Promise<unknown> {
  const { rows } = await desk.database.execute(sql`select count(*)::int as entries from audit_entries`);
  return rows[0];
}

test("every operation by which operators change something is among the calls", async () => {
  const { paths } = (await desk.get("/api/v1/openapi.json", null)).body;
  const changing = Object.entries(paths as Record<string, Record<string, { operationId: string }>>)
    .filter(([path]) => path.includes("/operator/"))
    .flatMap(([, operations]) => Object.entries(operations))
    .filter(([method]) => method !== "get")
    .map(([, { operationId }]) => operationId);
  expect(changing.filter((name) => !ELSEWHERE.includes(name)).sort()).toEqual(Object.keys(CALLS).sort());
});

test.each(Object.entries(CALLS))(
  "%s of an operator who is removed at that moment is not done",
  async (_, of) => {
    const call = typeof of === "function" ? await of() : of;
    const before = await trail();
    const { status, body } = await whileLosing(call, null);
    expect([status, body?.detail]).toEqual([404, "There is nothing at this address."]);
    expect(await trail()).toEqual(before);
  },
);

test("what is for administrators is not done by one who is made a reviewer at that moment, and what is for both is", async () => {
  const change = CALLS.changeApiService as Call;
  expect((await whileLosing(change, "reviewer")).body.code).toBe("not-allowed");
  grace = await desk.joinOperator();
  const decide = CALLS.decideProductionRequest as Call;
  expect((await whileLosing(decide, "reviewer")).body.detail).toBe("There is no such request.");
});
