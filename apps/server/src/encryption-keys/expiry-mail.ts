import type { Mail } from "../notifications/queue-mail.ts";
import { EXPIRY, expiringKeyName } from "./expiry-words.ts";

/** What a reminder is about. */
export interface ExpiringKey {
  readonly type: "client" | "mastercard";
  readonly kid: string;
  /** Of a Mastercard Encryption Key. */
  readonly alias: string | null;
  readonly notAfter: Date;
  readonly projectId: string;
  readonly projectName: string;
}

export function expiryMail(
  to: string,
  key: ExpiringKey,
  daysLeft: number,
  setting: { readonly provider: string; readonly publicUrl: string },
): Mail {
  const days = daysLeft === 1 ? "a day" : `${daysLeft} days`;
  return {
    to,
    subject: `An encryption key of “${key.projectName}” expires in ${days}`.slice(0, 150),
    text: `The ${expiringKeyName(key, setting.provider)} of the project “${key.projectName}” (Sandbox) expires on ${key.notAfter.toISOString().slice(0, 10)}, in ${days}. ${EXPIRY[key.type].consequence}

${EXPIRY[key.type].next}

Key ID (kid): ${key.kid}
Open the project: ${setting.publicUrl}/projects/${key.projectId}
`,
    goodUntil: key.notAfter,
  };
}
