import { randomUUID } from "node:crypto";
import { readChallenge } from "../../apps/portal/src/key-workshop/read-challenge.ts";
import { makePartnerKey, type PartnerKey } from "./partner-keys.ts";
import { expectStatus, planted } from "./people.ts";
import type { Scanner } from "./scanner.ts";
import type { Answered, Wire } from "./wire.ts";

export interface WalkedProject {
  readonly id: string;
  readonly at: string;
  readonly credential: { readonly id: string; readonly partnerId: string; readonly appKey: string };
  /** In force now. */
  readonly partnerSecret: string;
  readonly key: PartnerKey;
  /** PEM. */
  readonly clientCertificate: string;
}

/** Makes a project and does to its credentials and keys all that can be done, rightly and wrongly. */
export async function walkDesk(wire: Wire, scanner: Scanner): Promise<WalkedProject> {
  const key = await makePartnerKey(scanner);
  const draft = {
    draftId: randomUUID(),
    name: `Project ${key.alias}`,
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "Walked through",
  };
  const mastercardEncryptionKey = { alias: key.alias, certificateRequest: key.certificateRequest };
  const broken = { ...mastercardEncryptionKey, certificateRequest: pem(key.privateKey) };
  await wire.call("POST", "/api/v1/projects", { body: { ...draft, mastercardEncryptionKey: broken } });
  const made = await wire.call("POST", "/api/v1/projects", { body: { ...draft, mastercardEncryptionKey } });
  expectStatus(made, 201);
  const { id } = made.json.project;
  const [sandbox] = made.json.project.environments;
  const at = `/api/v1/projects/${id}`;
  const post = (path: string, body: unknown = {}) => wire.call("POST", `${at}${path}`, { body });

  const credentials = await walkCredentials(wire, post, at);
  const keys = await walkKeys(post, sandbox, scanner);
  await walkCalendar(wire, post, scanner);
  await walkWebhook(post, scanner);
  for (const path of ["", "/activity", "/audit.jsonl"]) expectStatus(await wire.call("GET", at + path), 200);
  await wire.call("GET", "/api/v1/audit-keys");
  const certificate = await wire.call(
    "GET",
    `${at}/client-encryption-keys/${keys.clientKeyId}/certificate.pem`,
  );
  expectStatus(certificate, 200);
  return { id, at, ...credentials, key: keys.active, clientCertificate: certificate.text };
}

type Post = (path: string, body?: unknown) => Promise<Answered>;

async function walkCredentials(wire: Wire, post: Post, at: string) {
  const added = await post("/environments/sandbox/credentials", { description: "second" });
  expectStatus(added, 201);
  const second = `/credentials/${added.json.credential.id}`;
  expectStatus(await post(`${second}/reveal`), 200);
  expectStatus(await post(`${second}/rotate`, { overlapHours: 1 }), 200);
  expectStatus(await post(`${second}/rotate`, { overlapHours: 0 }), 200);
  await post(`${second}/rotate`, { overlapHours: -1, partnerSecret: planted() });
  expectStatus(await wire.call("DELETE", at + second), 204);
  await post(`${second}/reveal`);

  const project = await wire.call("GET", at);
  const first = `/credentials/${project.json.project.environments[0].credentials[0].id}`;
  expectStatus(await post(`${first}/rotate`, { overlapHours: 24 }), 200);
  expectStatus(await post(`${first}/end-overlap`), 200);
  const { json } = await post(`${first}/reveal`);
  return {
    credential: { id: first.slice("/credentials/".length), partnerId: json.partnerId, appKey: json.appKey },
    partnerSecret: json.partnerSecret as string,
  };
}

/** Addresses of calendars, whose token stands in the path: one that ends, and one that is asked in ways that fail. */
async function walkCalendar(wire: Wire, post: Post, scanner: Scanner): Promise<void> {
  for (const which of ["old", "new"]) {
    const made = await post("/calendar");
    expectStatus(made, 201);
    const { pathname } = new URL(made.json.url);
    scanner.add(`calendar's ${which} token`, /([\w-]{43})\.ics$/.exec(pathname)?.[1] ?? "");
    expectStatus(await wire.call("GET", pathname), 200);
    await wire.call("POST", pathname, { body: {} });
    await wire.call("GET", `${pathname}/more`);
    await wire.call("GET", `${pathname}?secret=${encodeURIComponent(planted())}`);
  }
}

/** A webhook to a port where nobody listens: its secrets, and messages that fail. */
async function walkWebhook(post: Post, scanner: Scanner): Promise<void> {
  const made = await post("/webhooks", { url: "http://127.0.0.1:9/hooks" });
  expectStatus(made, 201);
  scanner.add("webhook's old secret", made.json.secret.replace("whsec_", ""));
  const at = `/webhooks/${made.json.webhook.id}`;
  const rotated = await post(`${at}/rotate`);
  expectStatus(rotated, 200);
  scanner.add("webhook's new secret", rotated.json.secret.replace("whsec_", ""));
  expectStatus(await post(`${at}/test`), 202);
}

interface Sandbox {
  readonly clientEncryptionKeys: readonly { readonly id: string }[];
  readonly mastercardEncryptionKeys: readonly { readonly id: string }[];
}

async function walkKeys(post: Post, sandbox: Sandbox, scanner: Scanner) {
  const firstClientKey = sandbox.clientEncryptionKeys[0]?.id ?? "";
  const clientKeys = "/environments/sandbox/client-encryption-keys";
  const revoked = await post(clientKeys);
  const compromised = await post(clientKeys);
  for (const made of [revoked, compromised]) expectStatus(made, 201);
  expectStatus(await post(`/client-encryption-keys/${revoked.json.key.id}/revoke`), 200);
  expectStatus(await post(`/client-encryption-keys/${compromised.json.key.id}/compromised`), 200);

  const mastercardKeys = "/environments/sandbox/mastercard-encryption-keys";
  const add = async () => {
    const { privateKey, ...key } = await makePartnerKey(scanner);
    const added = await post(mastercardKeys, key);
    expectStatus(added, 201);
    return { id: added.json.key.id as string, key: { ...key, privateKey } };
  };
  const next = await add();
  const rehearsals = `/mastercard-encryption-keys/${next.id}/rehearsals`;
  const { json: challenge } = await post(rehearsals);
  const answer = await readChallenge(challenge.challenge, next.key.privateKey);
  await post(`${rehearsals}/${challenge.rehearsalId}/answer`, { answer: planted() });
  expectStatus(await post(`${rehearsals}/${challenge.rehearsalId}/answer`, { answer }), 200);
  expectStatus(await post(`/mastercard-encryption-keys/${next.id}/activate`), 200);
  expectStatus(
    await post(`/mastercard-encryption-keys/${sandbox.mastercardEncryptionKeys[0]?.id}/revoke`),
    200,
  );
  const successor = await makePartnerKey(scanner);
  const { privateKey: _, ...request } = successor;
  expectStatus(await post(`/mastercard-encryption-keys/${next.id}/compromised`, { successor: request }), 200);
  // What a partner sends by mistake: the private key itself.
  await post("/certificate-requests/inspect", { certificateRequest: pem(successor.privateKey) });
  await post(mastercardKeys, { alias: "mistaken", certificateRequest: pem(successor.privateKey) });
  return { active: successor, clientKeyId: firstClientKey };
}

function pem(pkcs8: Uint8Array): string {
  const lines = Buffer.from(pkcs8).toString("base64").replaceAll(/.{64}/g, "$&\n");
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}
