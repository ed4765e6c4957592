import { randomBytes, randomUUID } from "node:crypto";
import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { decodePem } from "@gatehouse/keystore/pem/decode";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { createPkcs12 } from "@gatehouse/keystore/pkcs12/create-pkcs12";
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
  /** PKCS#12. */
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

interface MadeProject {
  project: {
    id: string;
    environments: {
      gatewayUrl: string;
      credentials: { id: string }[];
      clientEncryptionKeys: { id: string; fileName: string }[];
      mastercardEncryptionKeys: { fileName: string }[];
    }[];
  };
  issued: { certificatePem: string; chainPem: string[] } | null;
}

/** Signs up, confirms by mail and makes a project with keys, through the same public API as the portal. The private key stays here. */
export async function onboard(portalUrl: string, tell: (line: string) => void): Promise<OnboardedPartner> {
  const desk = new DeskClient(portalUrl);
  const email = `partner-${randomBytes(6).toString("hex")}@example.test`;
  const company = "Quickstart Partner";
  await desk.post("/api/v1/accounts/sign-up", {
    name: "Quick Start",
    company,
    email,
    password: `${randomBytes(12).toString("base64url")} ${randomBytes(6).toString("hex")}`,
  });
  tell(`Signed up as ${email}.`);
  await desk.post("/api/v1/accounts/confirm-email", { token: await mailedToken(desk, email) });
  tell("Confirmed the address by the link in the mail.");

  const keyAlias = "quickstart-key";
  const keystorePassword = randomBytes(12).toString("base64url");
  const pair = await generateRsaKeyPair(2048);
  const certificateRequest = await createCertificateRequest(
    { commonName: `Quickstart ${keyAlias}`, organization: company },
    pair,
  );
  const { project, issued } = await desk.post<MadeProject>("/api/v1/projects", {
    draftId: randomUUID(),
    name: `Quickstart ${randomBytes(4).toString("hex")}`,
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "Made by the quickstart",
    mastercardEncryptionKey: { alias: keyAlias, certificateRequest },
  });
  const [sandbox] = project.environments;
  const [credential] = sandbox?.credentials ?? [];
  const [clientKey] = sandbox?.clientEncryptionKeys ?? [];
  if (sandbox === undefined || credential === undefined || clientKey === undefined || issued === null) {
    throw new QuickstartError("the project came without credentials or keys");
  }
  tell("Made a project with Sandbox credentials, a Client Encryption Key and a Mastercard Encryption Key.");
  const secrets = await desk.post<{ partnerId: string; partnerSecret: string; appKey: string }>(
    `/api/v1/projects/${project.id}/credentials/${credential.id}/reveal`,
    {},
  );
  return {
    portalUrl: new URL(portalUrl).origin,
    gatewayUrl: sandbox.gatewayUrl,
    projectId: project.id,
    ...secrets,
    clientEncryptionCertificate: await desk.text(
      `/api/v1/projects/${project.id}/client-encryption-keys/${clientKey.id}/certificate.pem`,
    ),
    clientEncryptionFileName: clientKey.fileName,
    mastercardEncryptionKey: await createPkcs12({
      privateKey: pair.privateKey,
      certificate: decodePem(issued.certificatePem, ["CERTIFICATE"]),
      chain: issued.chainPem.map((pem) => decodePem(pem, ["CERTIFICATE"])),
      alias: keyAlias,
      password: keystorePassword,
    }),
    mastercardEncryptionFileName:
      sandbox.mastercardEncryptionKeys[0]?.fileName ?? "mastercard-encryption-key.p12",
    privateKey: pair.privateKey,
    keyAlias,
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
    const link = links.find((candidate) => candidate.includes("token="));
    if (to === email && link !== undefined) return new URL(link).searchParams.get("token") ?? "";
  }
  throw new QuickstartError("the confirmation mail didn't arrive in the local mailbox");
}
