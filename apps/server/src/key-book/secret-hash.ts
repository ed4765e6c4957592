import { createHmac } from "node:crypto";

/**
 * The keyed hash by which generated secrets are known: HMAC-SHA-256 (RFC 2104) under the pepper that all gateways share. The purpose
 * is part of the message, so that the hash of an App Key never equals that of a secret.
 */
export function hashSecret(pepper: Buffer, purpose: "app-key" | "partner-secret", value: string): Buffer {
  return createHmac("sha256", pepper).update(`${purpose}:${value}`, "utf8").digest();
}
