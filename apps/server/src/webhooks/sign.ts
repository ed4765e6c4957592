import { createHmac } from "node:crypto";

/**
 * Headers of a message by the Standard Webhooks specification, 1.0.0: HMAC-SHA-256 over `id.timestamp.body`, once for each secret that is in
 * force, so that a receiver can change from one to the other in its own time.
 */
export function signedHeaders(
  message: { readonly id: string; readonly body: string },
  secrets: readonly Buffer[],
  now: Date,
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": secrets
      .map((secret) => `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`)
      .join(" "),
  };
}
