import type { Mail } from "../notifications/queue-mail.ts";

export interface CompromisedKey {
  readonly type: "client" | "mastercard";
  readonly kid: string;
  /** Of a Mastercard Encryption Key. */
  readonly alias: string | null;
}

export function compromisedMail(
  to: string,
  key: CompromisedKey,
  project: { readonly id: string; readonly name: string },
  reportedBy: string,
  setting: { readonly provider: string; readonly publicUrl: string },
): Mail {
  const what =
    key.type === "client"
      ? "A Client Encryption Key"
      : `The ${setting.provider} Encryption Key “${key.alias}”`;
  const next =
    key.type === "client"
      ? "Requests encrypted with it are refused. Its successor is made: download it and give it to your programs."
      : "Answers are no longer encrypted with it. Programs that read answers need its successor.";
  return {
    to,
    subject: `An encryption key of “${project.name}” was reported as compromised`.slice(0, 150),
    text: `${what} of the project “${project.name}” (Sandbox) was reported as compromised by ${reportedBy}, and was revoked at once.

${next}

Key ID (kid): ${key.kid}
Open the project: ${setting.publicUrl}/projects/${project.id}

What was encrypted with it before may be known to others: find out what that was, and tell whom it concerns.
`,
  };
}
