import type { Mail } from "../notifications/queue-mail.ts";

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

const NEXT = {
  client:
    "Create its successor, let your programs encrypt with that one, then revoke the old key. Several can be in use at once, so nothing has to stop.",
  mastercard:
    "Add its successor, give it to every program that reads answers, then activate it. The old key stays until you revoke it.",
} as const;

export function expiryMail(
  to: string,
  key: ExpiringKey,
  daysLeft: number,
  setting: { readonly provider: string; readonly publicUrl: string },
): Mail {
  const days = daysLeft === 1 ? "a day" : `${daysLeft} days`;
  const what =
    key.type === "client"
      ? `Client Encryption Key ${key.kid.slice(0, 8)}…`
      : `${setting.provider} Encryption Key “${key.alias}”`;
  const consequence =
    key.type === "client"
      ? "Requests encrypted with it are refused from then on."
      : "Encrypted answers can't be made with it from then on, and encrypted requests are refused.";
  return {
    to,
    subject: `An encryption key of “${key.projectName}” expires in ${days}`.slice(0, 150),
    text: `The ${what} of the project “${key.projectName}” (Sandbox) expires on ${key.notAfter.toISOString().slice(0, 10)}, in ${days}. ${consequence}

${NEXT[key.type]}

Key ID (kid): ${key.kid}
Open the project: ${setting.publicUrl}/projects/${key.projectId}
`,
    goodUntil: key.notAfter,
  };
}
