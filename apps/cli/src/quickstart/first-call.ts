import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from "node:crypto";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { findJweInBody } from "@gatehouse/payload-encryption/jwe/find-in-body";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { wrapJweInBody } from "@gatehouse/payload-encryption/jwe/wrap-in-body";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import { QuickstartError } from "./desk-client.ts";
import type { OnboardedPartner } from "./onboard.ts";

const FIELD = "encryptedData";

export interface FirstCall {
  readonly customerId: string;
  /** What went over the wire and what it said. */
  readonly sent: string;
  readonly received: string;
  readonly decrypted: string;
}

/** Gets a token and adds a testing customer by an encrypted call; decrypts the answer. */
export async function firstCall(partner: OnboardedPartner): Promise<FirstCall> {
  const token = await logIn(partner);
  const { publicKey } = new X509Certificate(partner.clientEncryptionCertificate);
  const kid = keyIdOf(publicKey.export({ type: "spki", format: "der" }));
  const customer = JSON.stringify({ username: `customer-${randomBytes(6).toString("hex")}` });
  const privateKey = createPrivateKey({ key: Buffer.from(partner.privateKey), format: "der", type: "pkcs8" });
  const ownKid = keyIdOf(createPublicKey(privateKey).export({ type: "spki", format: "der" }));
  const sent = wrapJweInBody(encryptJwe(Buffer.from(customer), publicKey, { kid }), FIELD);
  const response = await call(
    partner,
    "POST",
    "/aggregation/v2/customers/testing",
    // The desk shows how many programs are ready for a key before it is activated.
    { "finicity-app-token": token, "x-decryption-keys": ownKid },
    sent,
  );
  const received = await response.text();
  if (!response.ok)
    throw new QuickstartError(`the encrypted call was refused (${response.status}): ${received}`);
  const jwe = findJweInBody(Buffer.from(received), FIELD);
  if (jwe === null) throw new QuickstartError("the answer came back in the clear");
  const decrypted = decryptJwe(parseCompactJwe(jwe), privateKey).toString("utf8");
  return { customerId: String((JSON.parse(decrypted) as { id: unknown }).id), sent, received, decrypted };
}

async function logIn(partner: OnboardedPartner): Promise<string> {
  const body = JSON.stringify({ partnerId: partner.partnerId, partnerSecret: partner.partnerSecret });
  const path = "/aggregation/v2/partners/authentication";
  // The gateway learns of new credentials within a quarter of a second.
  for (let attempt = 1; ; attempt += 1) {
    const response = await call(partner, "POST", path, {}, body);
    if (response.ok) return ((await response.json()) as { token: string }).token;
    if (attempt === 8) throw new QuickstartError(`the gateway refused the log-in (${response.status})`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function call(
  partner: OnboardedPartner,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<Response> {
  return fetch(new URL(path, partner.gatewayUrl), {
    method,
    headers: {
      "finicity-app-key": partner.appKey,
      "content-type": "application/json",
      accept: "application/json",
      ...headers,
    },
    body,
  }).catch(() => {
    throw new QuickstartError(`nothing answers at the gateway, ${partner.gatewayUrl}`);
  });
}
