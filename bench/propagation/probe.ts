import { X509Certificate } from "node:crypto";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { findJweInBody } from "@gatehouse/payload-encryption/jwe/find-in-body";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { wrapJweInBody } from "@gatehouse/payload-encryption/jwe/wrap-in-body";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import { request } from "undici";

const FIELD = "encryptedData";

/** @throws when the gateway refuses the log-in */
export async function tokenFor(
  gatewayUrl: string,
  of: { readonly partnerId: string; readonly partnerSecret: string; readonly appKey: string },
): Promise<string> {
  const response = await request(`${gatewayUrl}/aggregation/v2/partners/authentication`, {
    method: "POST",
    headers: { "content-type": "application/json", "finicity-app-key": of.appKey },
    body: JSON.stringify({ partnerId: of.partnerId, partnerSecret: of.partnerSecret }),
  });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`the log-in is refused: ${response.statusCode} ${text}`);
  return (JSON.parse(text) as { token: string }).token;
}

let customers = 0;

/** The status of a call; with a certificate it is encrypted with that Client Encryption Key. */
export async function statusOfCall(
  gatewayUrl: string,
  appKey: string,
  token: string,
  certificatePem: string | null,
): Promise<number> {
  const headers = {
    "content-type": "application/json",
    "finicity-app-key": appKey,
    "finicity-app-token": token,
  };
  customers += 1;
  const response =
    certificatePem === null
      ? await request(`${gatewayUrl}/institution/v2/institutions`, { headers })
      : await request(`${gatewayUrl}/aggregation/v2/customers/testing`, {
          method: "POST",
          headers,
          body: sealed(JSON.stringify({ username: `probe-${process.pid}-${customers}` }), certificatePem),
        });
  await response.body.dump();
  return response.statusCode;
}

/** The key that the gateway encrypts an answer with. */
export async function kidOfAnswer(gatewayUrl: string, appKey: string, token: string): Promise<string | null> {
  const response = await request(`${gatewayUrl}/institution/v2/institutions?limit=1`, {
    headers: { "finicity-app-key": appKey, "finicity-app-token": token, "x-encrypted": "true" },
  });
  const body = Buffer.from(await response.body.arrayBuffer());
  return parseCompactJwe(findJweInBody(body, FIELD) ?? "").kid;
}

function sealed(content: string, certificatePem: string): string {
  const { publicKey } = new X509Certificate(certificatePem);
  const kid = keyIdOf(publicKey.export({ type: "spki", format: "der" }));
  return wrapJweInBody(encryptJwe(Buffer.from(content), publicKey, { kid }), FIELD);
}
