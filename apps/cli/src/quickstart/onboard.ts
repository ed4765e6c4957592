import { randomBytes, randomUUID } from "node:crypto";
import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { type KeyFormat, keyFileName, writeKeyFile } from "@gatehouse/keystore/key-file/write-key-file";
import { decodePem } from "@gatehouse/keystore/pem/decode";
import { generateRsaKeyPair, type RsaBits } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { DeskClient, QuickstartError } from "./desk-client.ts";

/** A partner onboarded from nothing. */
export interface OnboardedPartner {
  readonly portalUrl: string;
  readonly gatewayUrl: string;
  readonly projectId: string;
  readonly partnerId: string;
  readonly partnerSecret: string;
  readonly appKey: string;
  /** PEM. */
  readonly clientEncryptionCertificate: string;
  readonly clientEncryptionFileName: string;
  /** A file of the form that was asked for, PKCS#12 if nothing was. */
  readonly mastercardEncryptionKey: Bytes;
  readonly mastercardEncryptionFileName: string;
  /** PKCS#8, DER. */
  readonly privateKey: Bytes;
  readonly keyAlias: string;
  readonly keystorePassword: string;
}

interface Mailbox {
  items: { id: string; to: string; links: string[] }[];
}

interface KeyOnPage {
  id: string;
  status: string;
  fileName: string;
}

interface MadeProject {
  project: {
    id: string;
    environments: {
      gatewayUrl: string;
      credentials: { id: string }[];
      clientEncryptionKeys: KeyOnPage[];
      mastercardEncryptionKeys: KeyOnPage[];
    }[];
  };
  issued: { certificatePem: string; chainPem: string[] } | null;
}

interface KeyPolicyAnswer {
  policy: { defaultBits: RsaBits };
}

/** Who has signed up. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly company: string;
}

/** A project as it was acknowledged, with the private key that never left. */
export interface CreatedProject {
  readonly project: MadeProject["project"];
  readonly issued: { readonly certificatePem: string; readonly chainPem: readonly string[] };
  /** PKCS#8, DER. */
  readonly privateKey: Bytes;
}

const KEY_ALIAS = "quickstart-key";

/** Signs up, confirms by mail and makes a project with keys, through the same public API as the portal. The private key stays here. */
export async function onboard(
  portalUrl: string,
  tell: (line: string) => void,
  keyFormat: KeyFormat = "p12",
): Promise<OnboardedPartner> {
  const desk = new DeskClient(portalUrl);
  const person = await signUp(desk);
  tell(`Signed up as ${person.email}, and confirmed the address by the link in the mail.`);
  const created = await createProject(desk, person);
  tell("Made a project with Sandbox credentials, a Client Encryption Key and a Mastercard Encryption Key.");
  return collect(desk, created, keyFormat);
}

/** A new account, confirmed by the mail in the local mailbox; the client is logged in afterwards. */
export async function signUp(desk: DeskClient): Promise<Person> {
  const person = {
    email: `partner-${randomBytes(6).toString("hex")}@example.test`,
    password: `${randomBytes(12).toString("base64url")} ${randomBytes(6).toString("hex")}`,
    company: "Quickstart Partner",
  };
  await desk.post("/api/v1/accounts/sign-up", { name: "Quick Start", ...person });
  await desk.post("/api/v1/accounts/confirm-email", {
    token: await mailedToken(desk, person.email),
    password: person.password,
  });
  return person;
}

/** A pair made here, and a project whose answers are encrypted with it. */
export async function createProject(desk: DeskClient, person: Person): Promise<CreatedProject> {
  const { policy } = await desk.get<KeyPolicyAnswer>("/api/v1/key-policy");
  const pair = await generateRsaKeyPair(policy.defaultBits);
  const certificateRequest = await createCertificateRequest(
    { commonName: `Quickstart ${KEY_ALIAS}`, organization: person.company },
    pair,
  );
  const { project, issued } = await desk.post<MadeProject>("/api/v1/projects", {
    draftId: randomUUID(),
    name: `Quickstart ${randomBytes(4).toString("hex")}`,
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "Made by the quickstart",
    mastercardEncryptionKey: { alias: KEY_ALIAS, certificateRequest },
  });
  if (issued === null) throw new QuickstartError("the project came without a certificate");
  return { project, issued, privateKey: pair.privateKey };
}

/** All that a program needs to call the gateway: credentials, the provider's certificate, and a keystore made here. */
export async function collect(
  desk: DeskClient,
  created: CreatedProject,
  keyFormat: KeyFormat = "p12",
): Promise<OnboardedPartner> {
  const { project, issued, privateKey } = created;
  const [sandbox] = project.environments;
  const [credential] = sandbox?.credentials ?? [];
  const [clientKey] = sandbox?.clientEncryptionKeys ?? [];
  if (sandbox === undefined || credential === undefined || clientKey === undefined) {
    throw new QuickstartError("the project came without credentials or keys");
  }
  const secrets = await desk.post<{ partnerId: string; partnerSecret: string; appKey: string }>(
    `/api/v1/projects/${project.id}/credentials/${credential.id}/reveal`,
    {},
  );
  const keystorePassword = randomBytes(12).toString("base64url");
  return {
    portalUrl: desk.origin,
    gatewayUrl: sandbox.gatewayUrl,
    projectId: project.id,
    ...secrets,
    clientEncryptionCertificate: await desk.text(
      `/api/v1/projects/${project.id}/client-encryption-keys/${clientKey.id}/certificate.pem`,
    ),
    clientEncryptionFileName: clientKey.fileName,
    mastercardEncryptionKey: await writeKeyFile(
      {
        privateKey,
        certificate: decodePem(issued.certificatePem, ["CERTIFICATE"]),
        chain: issued.chainPem.map((pem) => decodePem(pem, ["CERTIFICATE"])),
        alias: KEY_ALIAS,
        password: keystorePassword,
      },
      keyFormat,
    ),
    mastercardEncryptionFileName: keyFileName(
      sandbox.mastercardEncryptionKeys[0]?.fileName ?? "mastercard-encryption-key.p12",
      keyFormat,
    ),
    privateKey,
    keyAlias: KEY_ALIAS,
    keystorePassword,
  };
}

async function mailedToken(desk: DeskClient, email: string): Promise<string> {
  const mailbox = await desk.get<Mailbox>("/api/v1/mailbox").catch(() => {
    throw new QuickstartError(
      "this server has no local mailbox (production, or a mail server is set), so the confirmation can't be read",
    );
  });
  for (const { to, links } of mailbox.items) {
    const tokens = links.map((link) => new URLSearchParams(new URL(link).hash.slice(1)).get("token"));
    const [found] = tokens.filter((each) => each !== null);
    if (to === email && found !== undefined) return found;
  }
  throw new QuickstartError("the confirmation mail didn't arrive in the local mailbox");
}
