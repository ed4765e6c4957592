import { DEFAULT_POLICY } from "../../key-policy/rules.ts";
import type { TestDesk } from "../../onboarding/testing/open-desk.ts";

export const ANY = "01900000-0000-7000-8000-000000000000";
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
export type OperatorCall = readonly [Method, path: string, body?: unknown];

/** A call of every operation by which operators of this desk change something. */
export const OPERATOR_CALLS: Readonly<
  Record<string, OperatorCall | ((desk: TestDesk) => Promise<OperatorCall>)>
> = {
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
  testProviderWebhook: async (desk) => ["post", `${await newWebhook(desk)}/test`, {}],
  redeliverProviderWebhookMessage: async (desk) => [
    "post",
    `${await newWebhook(desk)}/deliveries/${ANY}/redeliver`,
    {},
  ],
  removeProviderWebhook: ["delete", `/operator/webhooks/${ANY}`],
};

/** What changes nothing; who adds, changes and removes operators has tests of their own. */
export const ELSEWHERE = ["previewApiServiceDocument"];

async function newWebhook(desk: TestDesk): Promise<string> {
  const body = { url: "https://hooks.example/provider" };
  const made = await desk.post("/api/v1/operator/webhooks", body, await desk.joinOperator());
  return `/operator/webhooks/${made.body.webhook.id}`;
}
