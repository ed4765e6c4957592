import { createPrivateKey, type KeyObject, randomUUID } from "node:crypto";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import type { LocalProvider } from "../../accounts/identity/testing/local-provider.ts";
import { softAuthenticator } from "../../accounts/passkeys/testing/soft-authenticator.ts";
import { fromBase32 } from "../../accounts/second-factor/testing/from-base32.ts";
import { codeOf } from "../../accounts/second-factor/totp.ts";
import { DEFAULT_POLICY } from "../../key-policy/rules.ts";
import type { Portal } from "../start-portal.ts";

export interface Reply {
  readonly status: number;
  readonly requestId: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
  readonly text: string;
}

/** Method, path below the API's root, body. */
export type Call = readonly [method: string, path: string, body?: unknown];
export type Visitor = (...call: Call) => Promise<Reply>;

/**
 * Somebody's browser at the running portal: it keeps its session.
 *
 * @param cookie of a session that there is already
 */
export function openVisitor(portalUrl: string, cookie = ""): Visitor {
  const cookies = new Map<string, string>();
  const [name = "", value = ""] = cookie.split("=");
  if (name !== "") cookies.set(name, value);
  return async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(`${portalUrl}/api/v1${path}`, {
      method,
      headers: {
        "x-gatehouse-client": "1",
        ...(cookies.size === 0 ? {} : { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const text = await response.text();
    return {
      status: response.status,
      requestId: response.headers.get("x-request-id") ?? "",
      text,
      body: /^[{[]/.test(text) && !text.includes("\n") ? JSON.parse(text) : null,
    };
  };
}

const ADDRESS = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
/** The portal's address as its people see it: a name, which passkeys need. */
export const WALK_URL = "https://desk.example";

/** What the identity service says of ACME. */
const VOUCHED = {
  company_id: "123456",
  company_name: "ACME Inc.",
  company_address: {
    street_address: ADDRESS.line1,
    locality: ADDRESS.city,
    postal_code: ADDRESS.postalCode,
    country: ADDRESS.country,
  },
};
const ALAN = { name: "Alan", email: "alan@provider.test" };
const ANSWERS = { useCase: "An app.", data: "Accounts.", volume: "1000", contact: "ops@example.test" };
/** A second API service, and its document. */
const WEATHER = {
  name: "Weather",
  region: "Everywhere",
  description: "Of each day.",
  commercialCountries: ["US"],
  sandboxUrl: "https://sandbox.weather.example",
  productionUrl: "https://weather.example/v1",
  payloadPolicy: "mirror",
  requestField: "encryptedPayload.encryptedData",
  responseField: "encryptedResponse",
  fieldLevel: false,
  offered: false,
  products: [],
  questions: [],
};
export const OPENAPI = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Weather", version: "1" },
  paths: { "/days": { get: { tags: ["Forecasts"] } } },
});
const PDF = Buffer.from("%PDF-1.7 nothing in it").toString("base64");

/**
 * A good call of every operation that changes something or hands something out, by its name in the OpenAPI document, each on top of those
 * before it. A new operation gets its call here.
 *
 * @param identities where people log in besides
 * @param watch stands between the people of the walk and the portal: it sees each call, and lets it go
 */
export function walkOfChanges(
  portal: Portal,
  identities: LocalProvider,
  watch: (call: Call, go: () => Promise<Reply>) => Promise<Reply> = (_, go) => go(),
): Readonly<Record<string, () => Promise<Reply>>> {
  const open = (): Visitor => {
    const visitor = openVisitor(portal.url);
    return (...call) => watch(call, () => visitor(...call));
  };
  const [ada, grace, alan, lin] = [open(), open(), open(), open()];
  const [email, password, next] = ["ada@example.test", "velvet orbit canyon 42", "quiet harbor lantern 77"];
  const link = async () => {
    const mails: { links: string[] }[] = (await ada("GET", "/mailbox")).body.items;
    return /#token=([\w-]+)/.exec(mails.flatMap(({ links }) => links).join(" "))?.[1];
  };
  /** Production of a partner rests on the service: the change waits. */
  const proposeElsewhere = async (as: Visitor, productionUrl: string): Promise<string> => {
    const path = "/operator/api-services/open-finance-us";
    const { service } = (await as("GET", path)).body;
    const change = { version: service.version, service: { ...service, productionUrl } };
    const { body } = await as("PUT", path, change);
    return `${path}/proposals/${body.proposal.id}`;
  };
  const memberCalled = async (name: string): Promise<string> => {
    const { members } = (await ada("GET", `${at}/team`)).body;
    return members.find((member: { name: string }) => member.name === name)?.accountId;
  };
  let at = "";
  const passkey = softAuthenticator({ origin: WALK_URL, rpId: new URL(WALK_URL).hostname });
  let appSecret: Buffer = Buffer.alloc(0);
  let recoveryCodes: string[] = [];
  let company = "";
  let invitation = "";
  let request = "";
  let partner = "";
  let credential = "";
  let webhook = "";
  let message = "";
  const clientKeys: string[] = [];
  const mastercardKeys: { id: string; privateKey: KeyObject }[] = [];
  const addMastercardKey = async () => {
    const { privateKey, certificateRequest } = await newPair();
    const body = { alias: `key ${mastercardKeys.length}`, certificateRequest };
    const reply = await ada("POST", `${at}/environments/sandbox/mastercard-encryption-keys`, body);
    mastercardKeys.push({ id: reply.body.key.id, privateKey });
    return reply;
  };
  const addClientKey = async () => {
    const reply = await ada("POST", `${at}/environments/sandbox/client-encryption-keys`, {});
    clientKeys.push(reply.body.key.id);
    return reply;
  };
  const mastercardKey = (index: number) => `${at}/mastercard-encryption-keys/${mastercardKeys[index]?.id}`;
  let rehearsal = { rehearsalId: "", challenge: "" };
  return {
    signUp: () => ada("POST", "/accounts/sign-up", { name: "Ada", company: "ACME", email, password }),
    confirmEmail: async () => ada("POST", "/accounts/confirm-email", { token: await link(), password }),
    logOut: () => ada("POST", "/accounts/log-out", {}),
    forgotPassword: () => ada("POST", "/accounts/forgot-password", { email }),
    resetPassword: async () =>
      ada("POST", "/accounts/reset-password", { token: await link(), password: next }),
    logIn: () => ada("POST", "/accounts/log-in", { email, password: next }),
    signUpFirstOperator: async () => {
      const token = (await portal.firstOperatorLink())?.split("#token=")[1];
      const operator = { name: "Grace", email: "grace@provider.test", password };
      return grace("POST", "/accounts/operator-sign-up", { token, ...operator });
    },

    createProject: async () => {
      const reply = await ada("POST", "/projects", {
        draftId: randomUUID(),
        name: "Everything",
        purpose: "self",
        apiService: "open-finance-us",
        commercialCountry: "US",
        sandboxDescription: "",
      });
      at = `/projects/${reply.body.project.id}`;
      clientKeys.push(reply.body.project.environments[0].clientEncryptionKeys[0].id);
      return reply;
    },
    endSession: async () => {
      await open()("POST", "/accounts/log-in", { email, password: next });
      const { items } = (await ada("GET", "/accounts/me/sessions")).body;
      const other = items.find(({ current }: { current: boolean }) => !current);
      return ada("DELETE", `/accounts/me/sessions/${other.id}`);
    },
    changePassword: () => ada("POST", "/accounts/me/password", { password: next, newPassword: next }),
    endOtherSessions: () => ada("POST", "/accounts/me/sessions/end-others", {}),
    addPasskey: async () => {
      const begun = await ada("POST", "/accounts/me/passkeys/begin", { password: next });
      return ada("POST", "/accounts/me/passkeys", {
        name: "Phone",
        registration: passkey.register(begun.body),
      });
    },
    renamePasskey: () => ada("POST", "/accounts/me/passkeys/rename", { id: passkey.id, name: "Key ring" }),
    logInByPasskey: async () => {
      const answer = passkey.answer((await ada("POST", "/accounts/log-in/passkey/begin", {})).body);
      return ada("POST", "/accounts/log-in/passkey", answer);
    },
    showPasskey: async () => {
      const begun = await ada("POST", "/accounts/me/passkeys/show/begin", {});
      return ada("POST", "/accounts/me/passkeys/show", passkey.answer(begun.body));
    },
    removePasskey: () => ada("POST", "/accounts/me/passkeys/remove", { id: passkey.id, password: next }),
    beginEmailChange: () =>
      ada("POST", "/accounts/me/email", { email: "countess@example.test", password: next }),
    cancelEmailChange: async () => {
      const reply = await ada("DELETE", "/accounts/me/email");
      await ada("POST", "/accounts/me/email", { email: "countess@example.test", password: next });
      return reply;
    },
    confirmEmailChange: async () => ada("POST", "/accounts/confirm-email-change", { token: await link() }),
    linkIdentity: async () => {
      const { address } = (await ada("POST", "/accounts/me/identity/begin", { password: next })).body;
      return ada("POST", "/accounts/me/identity", { query: await identities.visit(address, "ada") });
    },
    logInByIdentity: async () => {
      const { address } = (await ada("POST", "/accounts/log-in/identity/begin", {})).body;
      return ada("POST", "/accounts/log-in/identity", { query: await identities.visit(address, "ada") });
    },
    signUpByIdentity: async () => {
      const newcomer = { email: "kay@example.test", email_verified: true, name: "Kay" };
      identities.tell("kay", newcomer);
      const kay = open();
      const { address } = (await kay("POST", "/accounts/sign-up/identity/begin", { company: "Loom" })).body;
      return kay("POST", "/accounts/sign-up/identity", { query: await identities.visit(address, "kay") });
    },
    unlinkIdentity: () => ada("POST", "/accounts/me/identity/unlink", { password: next }),
    beginSecondFactor: async () => {
      const reply = await ada("POST", "/accounts/me/second-factor", { password: next });
      appSecret = fromBase32(reply.body.secret);
      return reply;
    },
    confirmSecondFactor: async () => {
      const code = codeOf(appSecret, Math.floor(Date.now() / 30_000));
      const reply = await ada("POST", "/accounts/me/second-factor/confirm", { code });
      recoveryCodes = reply.body.recoveryCodes;
      return reply;
    },
    logInBySecondFactor: async () => {
      const { body } = await ada("POST", "/accounts/log-in", { email, password: next });
      const { ticket } = body.secondFactor;
      return ada("POST", "/accounts/log-in/second-factor", { ticket, code: recoveryCodes[0] });
    },
    showSecondFactor: () => ada("POST", "/accounts/me/second-factor/show", { code: recoveryCodes[1] }),
    renewRecoveryCodes: async () => {
      const reply = await ada("POST", "/accounts/me/second-factor/recovery-codes", { password: next });
      recoveryCodes = reply.body.recoveryCodes;
      return reply;
    },
    removeSecondFactor: () => ada("POST", "/accounts/me/second-factor/remove", { password: next }),

    addCredential: async () => {
      const reply = await ada("POST", `${at}/environments/sandbox/credentials`, { description: "" });
      credential = `${at}/credentials/${reply.body.credential.id}`;
      return reply;
    },
    revealCredential: () => ada("POST", `${credential}/reveal`, {}),
    rotatePartnerSecret: () => ada("POST", `${credential}/rotate`, { overlapHours: 1 }),
    endSecretOverlap: () => ada("POST", `${credential}/end-overlap`, {}),
    deleteCredential: () => ada("DELETE", credential),

    addClientEncryptionKey: addClientKey,
    revokeClientEncryptionKey: () => ada("POST", `${at}/client-encryption-keys/${clientKeys[0]}/revoke`, {}),
    reportCompromisedClientEncryptionKey: () =>
      ada("POST", `${at}/client-encryption-keys/${clientKeys[1]}/compromised`, {}),

    addMastercardEncryptionKey: async () => {
      await addMastercardKey();
      await addMastercardKey();
      return addMastercardKey();
    },
    renameMastercardEncryptionKey: () => ada("PATCH", mastercardKey(1), { alias: "Spring" }),
    startRehearsal: async () => {
      const reply = await ada("POST", `${mastercardKey(1)}/rehearsals`, {});
      rehearsal = reply.body;
      return reply;
    },
    answerRehearsal: async () => {
      const [, key] = mastercardKeys;
      if (key === undefined) throw new Error("no key to rehearse");
      const opened = decryptJwe(parseCompactJwe(rehearsal.challenge), key.privateKey).toString("utf8");
      const answer = JSON.parse(opened).rehearsal;
      return ada("POST", `${mastercardKey(1)}/rehearsals/${rehearsal.rehearsalId}/answer`, { answer });
    },
    scheduleMastercardEncryptionKeyActivation: () =>
      ada("PUT", `${mastercardKey(1)}/schedule`, { at: new Date(Date.now() + 3_600_000).toISOString() }),
    cancelMastercardEncryptionKeyActivation: () => ada("DELETE", `${mastercardKey(1)}/schedule`),
    activateMastercardEncryptionKey: () => ada("POST", `${mastercardKey(1)}/activate`, {}),
    revokeMastercardEncryptionKey: () => ada("POST", `${mastercardKey(0)}/revoke`, {}),
    reportCompromisedMastercardEncryptionKey: () =>
      ada("POST", `${mastercardKey(1)}/compromised`, { successor: { keyId: mastercardKeys[2]?.id } }),

    changeOwnCompany: () => ada("PUT", `${at}/company`, { legalName: "ACME Inc.", address: ADDRESS }),
    addCompanyDocument: () => ada("POST", `${at}/company/documents`, { name: "register.pdf", content: PDF }),
    commentOnCompany: () => ada("POST", `${at}/company/comments`, { text: "We moved in May." }),
    submitCompany: () => ada("POST", `${at}/company/verification`, { method: "review" }),
    withdrawCompany: async () => {
      const reply = await ada("DELETE", `${at}/company/verification`);
      company = `/operator/companies/${reply.body.company.id}`;
      await ada("POST", `${at}/company/verification`, { method: "company-id", companyNumber: "123456" });
      return reply;
    },
    assignCompany: () => grace("PUT", `${company}/assignee`, { mine: true }),
    commentOnCompanyAsOperator: () => grace("POST", `${company}/comments`, { text: "Thank you." }),
    decideCompany: () =>
      grace("POST", `${company}/decision`, { decision: "refuse", text: "The register says otherwise." }),
    linkCompany: async () => {
      identities.tell("ada", VOUCHED);
      const { address } = (await ada("POST", `${at}/company/identity/begin`, {})).body;
      return ada("POST", `${at}/company/identity`, { query: await identities.visit(address, "ada") });
    },

    addOperator: async () => {
      const reply = await grace("POST", "/operator/operators", { ...ALAN, role: "reviewer" });
      await alan("POST", "/accounts/reset-password", { token: await link(), password: next });
      await alan("POST", "/accounts/log-in", { email: ALAN.email, password: next });
      return reply;
    },
    resetSecondFactorAsOperator: async () => {
      const device = softAuthenticator({ origin: WALK_URL, rpId: new URL(WALK_URL).hostname });
      const begun = await alan("POST", "/accounts/me/passkeys/begin", { password: next });
      const registration = device.register(begun.body);
      await alan("POST", "/accounts/me/passkeys", { name: "Phone", registration });
      // Who resets another's shows one of their own.
      const own = softAuthenticator({ origin: WALK_URL, rpId: new URL(WALK_URL).hostname });
      const asked = await grace("POST", "/accounts/me/passkeys/begin", { password });
      await grace("POST", "/accounts/me/passkeys", { name: "Key", registration: own.register(asked.body) });
      const { id } = (await grace("POST", "/operator/accounts/find", { email: ALAN.email })).body;
      const reason = "He sat beside me and showed his badge.";
      const reply = await grace("POST", `/operator/accounts/${id}/reset-second-factor`, { reason });
      await alan("POST", "/accounts/log-in", { email: ALAN.email, password: next });
      return reply;
    },
    restoreClientEncryptionKey: async () => {
      const restore = `/operator/revoked-keys/${clientKeys[0]}/restore`;
      await alan("POST", restore, { reason: "Revoked by mistake." });
      return grace("POST", restore, {});
    },
    dropRestoreOfClientEncryptionKey: async () => {
      await ada("POST", `${at}/client-encryption-keys/${clientKeys[0]}/revoke`, {});
      const restore = `/operator/revoked-keys/${clientKeys[0]}/restore`;
      await alan("POST", restore, { reason: "Revoked by mistake." });
      return alan("DELETE", restore);
    },
    addApiService: () => grace("POST", "/operator/api-services", { id: "weather", service: WEATHER }),
    importApiServiceDocument: () =>
      grace("PUT", "/operator/api-services/weather/document", { version: 1, document: OPENAPI }),
    assignApiServiceOperations: () =>
      grace("PUT", "/operator/api-services/weather/operations", {
        version: 2,
        operations: [{ method: "GET", path: "/days", product: null }],
      }),
    changeApiService: () => {
      const products = [{ id: "forecasts", name: "Forecasts" }];
      const service = { ...WEATHER, products, offered: true };
      return grace("PUT", "/operator/api-services/weather", { version: 3, service });
    },
    enterContract: async () => {
      const companyId = company.split("/")[3];
      const term = {
        plan: "test-drive-premium",
        validFrom: "2026-01-01",
        validTo: null,
        executedOn: "2026-01-01",
      };
      const contract = { number: "C-1", companyId, products: ["accounts"], ...term };
      return grace("POST", "/operator/contracts", { contract, document: { name: "c.pdf", content: PDF } });
    },
    saveProductionDraft: () =>
      ada("PUT", `${at}/production/draft`, { plan: "production", answers: { useCase: "An app." } }),
    requestProduction: () =>
      ada("POST", `${at}/environments`, { plan: "test-drive-premium", answers: ANSWERS }),
    commentOnProductionRequest: () => ada("POST", `${at}/production/comments`, { text: "Soon, please." }),
    withdrawProductionRequest: async () => {
      const reply = await ada("POST", `${at}/production/withdraw`, {});
      request = `/operator/requests/${reply.body.request.id}`;
      await ada("POST", `${at}/environments`, { plan: "test-drive-premium", answers: ANSWERS });
      return reply;
    },
    assignProductionRequest: () => grace("PUT", `${request}/assignee`, { mine: true }),
    commentOnProductionRequestAsOperator: () => grace("POST", `${request}/comments`, { text: "Today." }),
    decideProductionRequest: async () => {
      await alan("POST", `${request}/decision`, { decision: "approve" });
      return grace("POST", `${request}/decision`, { decision: "approve" });
    },
    withdrawContract: async () => {
      const [contract] = (await grace("GET", "/operator/contracts")).body.items;
      return grace("POST", `/operator/contracts/${contract.id}/withdraw`, { reason: "Ended early." });
    },
    suspendPartner: async () => {
      const { items } = (await grace("GET", "/operator/partners")).body;
      partner = `/operator/partners/${items[0].id}`;
      await alan("POST", `${partner}/suspend`, { reason: "Not paid." });
      return grace("POST", `${partner}/suspend`, { reason: "Not paid." });
    },
    decideApiServiceProposal: async () => {
      const { items } = (await grace("GET", "/operator/operators")).body;
      const { id } = items.find((one: { email: string }) => one.email === ALAN.email);
      const role = `/operator/operators/${id}/role`;
      await grace("POST", role, { role: "administrator" });
      const proposal = await proposeElsewhere(alan, "https://new.provider.example");
      return grace("POST", `${proposal}/decision`, { decision: "confirm" });
    },
    takeBackApiServiceProposal: async () =>
      grace("DELETE", await proposeElsewhere(grace, "https://newer.provider.example")),
    resumePartner: () => grace("POST", `${partner}/resume`, {}),
    offerEncryptionKeys: () => grace("PUT", `${partner}/encryption-keys`, { enabled: true }),

    makeCalendarFeed: () => ada("POST", `${at}/calendar`, {}),
    endCalendarFeed: () => ada("DELETE", `${at}/calendar`),

    inviteMember: async () => {
      const reply = await ada("POST", `${at}/invitations`, { email: "lin@example.test", role: "read-only" });
      invitation = `${at}/invitations/${reply.body.invitation.id}`;
      return reply;
    },
    resendInvitation: () => ada("POST", `${invitation}/resend`, {}),
    signUpByInvitation: async () =>
      lin("POST", "/invitations/sign-up", { token: await link(), name: "Lin", company: "ACME", password }),
    changeMemberRole: async () =>
      ada("PATCH", `${at}/members/${await memberCalled("Lin")}`, { role: "admin" }),
    removeMember: async () => ada("DELETE", `${at}/members/${await memberCalled("Lin")}`),
    acceptInvitation: async () => {
      await ada("POST", `${at}/invitations`, { email: "lin@example.test", role: "read-only" });
      return lin("POST", "/invitations/accept", { token: await link() });
    },
    leaveProject: () => lin("POST", `${at}/leave`, {}),
    withdrawInvitation: async () => {
      const body = { email: "lin@example.test", role: "admin" };
      const reply = await ada("POST", `${at}/invitations`, body);
      return ada("DELETE", `${at}/invitations/${reply.body.invitation.id}`);
    },

    markNoticeRead: async () => {
      const [notice] = (await ada("GET", "/notices")).body.items;
      return ada("POST", `/notices/${notice.id}/read`, {});
    },
    markNoticesRead: () => ada("POST", "/notices/read", { until: new Date().toISOString() }),
    changeNoticeSettings: () =>
      ada("PUT", "/notices/settings", { language: "es", withoutMail: ["key.created"] }),

    addWebhook: async () => {
      const reply = await ada("POST", `${at}/webhooks`, { url: "https://hooks.example/gatehouse" });
      webhook = `${at}/webhooks/${reply.body.webhook.id}`;
      return reply;
    },
    changeWebhook: () => ada("PATCH", webhook, { types: ["key.revoked"] }),
    rotateWebhookSecret: () => ada("POST", `${webhook}/rotate`, {}),
    testWebhook: async () => {
      const reply = await ada("POST", `${webhook}/test`, {});
      message = `${webhook}/deliveries/${reply.body.id}`;
      return reply;
    },
    redeliverWebhookMessage: () => ada("POST", `${message}/redeliver`, {}),
    removeWebhook: async () => {
      const kept = await ada("POST", `${at}/webhooks`, { url: "https://hooks.example/kept" });
      await ada("POST", `${at}/webhooks/${kept.body.webhook.id}/test`, {});
      return ada("DELETE", webhook);
    },
    addProviderWebhook: async () => {
      const reply = await grace("POST", "/operator/webhooks", { url: "https://hooks.example/provider" });
      webhook = `/operator/webhooks/${reply.body.webhook.id}`;
      return reply;
    },
    changeProviderWebhook: () => grace("PATCH", webhook, { types: ["key.revoked"] }),
    rotateProviderWebhookSecret: () => grace("POST", `${webhook}/rotate`, {}),
    testProviderWebhook: async () => {
      const reply = await grace("POST", `${webhook}/test`, {});
      message = `${webhook}/deliveries/${reply.body.id}`;
      return reply;
    },
    redeliverProviderWebhookMessage: () => grace("POST", `${message}/redeliver`, {}),
    removeProviderWebhook: async () => {
      await grace("POST", "/operator/webhooks", { url: "https://hooks.example/kept" });
      return grace("DELETE", webhook);
    },

    changeKeyPolicy: () =>
      grace("PUT", "/operator/key-policy", { version: 0, policy: { ...DEFAULT_POLICY, mostClientKeys: 40 } }),
    undoKeyPolicy: () => grace("POST", "/operator/key-policy/undo", { version: 1 }),

    dropAdministratorRequest: async () => {
      const joan = { name: "Joan", email: "joan@provider.test", role: "administrator" };
      const { items } = (await grace("POST", "/operator/operators", joan)).body;
      const { id } = items.find((one: { email: string }) => one.email === joan.email);
      return alan("DELETE", `/operator/operators/${id}/administrator-request`);
    },
    changeOperatorRole: async () => {
      const { items } = (await grace("GET", "/operator/operators")).body;
      const other = items.find((one: { email: string }) => one.email === ALAN.email);
      return grace("POST", `/operator/operators/${other.id}/role`, { role: "reviewer" });
    },
    removeOperator: async () => {
      const { items } = (await grace("GET", "/operator/operators")).body;
      const other = items.find((one: { email: string }) => one.email === ALAN.email);
      return grace("DELETE", `/operator/operators/${other.id}`);
    },

    limitProjects: () => grace("PUT", "/operator/project-limits", { email, projects: 40 }),
    editProject: () => ada("PATCH", at, { name: "Everything" }),
    archiveProject: () => ada("PUT", `${at}/archived`, { archived: true }),

    exportProjectAudit: () => ada("GET", `${at}/audit.jsonl`),
    exportFilteredProjectAudit: () => ada("GET", `${at}/audit-filtered.jsonl`),
    exportOperatorAuditChain: () => grace("GET", "/operator/audit/chains/operations.jsonl"),
    exportFilteredOperatorAudit: () => grace("GET", "/operator/audit-filtered.jsonl"),

    deleteProject: async () => {
      const { environments } = (await ada("GET", at)).body.project;
      const live = environments.find(({ type }: { type: string }) => type === "production");
      for (const { id } of live?.credentials ?? [])
        await ada("DELETE", `${at}/credentials/${id}?evenIfLast=true`);
      return ada("POST", `${at}/delete`, { name: "Everything" });
    },
  };
}

async function newPair(): Promise<{ privateKey: KeyObject; certificateRequest: string }> {
  const pair = await generateRsaKeyPair(2048);
  const privateKey = createPrivateKey({ key: Buffer.from(pair.privateKey), format: "der", type: "pkcs8" });
  return { privateKey, certificateRequest: await createCertificateRequest({ commonName: "x" }, pair) };
}
