import { createHmac, timingSafeEqual } from "node:crypto";
import type { TakenMessage } from "./receiver.ts";

/** Which of a message's signatures a receiver with this secret finds right: what a library of Standard Webhooks does. */
export function isSignedWith({ headers, body }: TakenMessage, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const right = createHmac("sha256", key).update(signed).digest();
  return String(headers["webhook-signature"])
    .split(" ")
    .some((one) => {
      const [version, signature] = one.split(",");
      const given = Buffer.from(signature ?? "", "base64");
      return version === "v1" && given.length === right.length && timingSafeEqual(given, right);
    });
}
