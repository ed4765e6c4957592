import { EncryptJWT, type JWTPayload, jwtDecrypt } from "jose";
import { request } from "undici";

/**
 * What gateways say to the desk over HTTP: a JWT encrypted (dir, A256GCM; RFC 7516) under a key that only the desk and the gateways hold,
 * so it proves where it comes from and no one on the way reads it. It is dead after a minute.
 */
const LIFE = "60s";

/** @param audience names what the message is for; another route takes it for nothing */
export function sealMessage(key: Buffer, audience: string, claims: object): Promise<string> {
  return new EncryptJWT({ ...claims })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setAudience(audience)
    .setExpirationTime(LIFE)
    .encrypt(key);
}

const DEADLINE_MS = 10_000;

/** Seals a message and brings it to the desk's address `path`; rejects when no answer comes in time. */
export async function postSealed(
  portalUrl: string,
  path: string,
  message: { readonly key: Buffer; readonly audience: string; readonly claims: object },
): Promise<{ readonly status: number; readonly text: string }> {
  const sealed = await sealMessage(message.key, message.audience, message.claims);
  const response = await request(new URL(path, portalUrl), {
    method: "POST",
    headers: { "content-type": "application/json", "x-gatehouse-client": "1" },
    body: JSON.stringify({ message: sealed }),
    headersTimeout: DEADLINE_MS,
    bodyTimeout: DEADLINE_MS,
  });
  return { status: response.statusCode, text: await response.body.text() };
}

/**
 * @param tolerance seconds by which the clocks may differ
 * @returns null for whatever isn't a message of a gateway for this audience, in time
 */
export async function openMessage(
  key: Buffer,
  audience: string,
  message: string,
  tolerance = 0,
): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtDecrypt(message, key, {
      audience,
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
      requiredClaims: ["exp"],
      clockTolerance: tolerance,
    });
    return payload;
  } catch {
    return null;
  }
}
