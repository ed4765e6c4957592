import type { Mail } from "../notifications/queue-mail.ts";

export interface CompromisedKey {
  readonly type: "client" | "mastercard";
  readonly kid: string;
  /** Of a Mastercard Encryption Key. */
  readonly alias: string | null;
  /** Of a Client Encryption Key: was its successor made with it? Not where it was revoked before. */
  readonly successor?: boolean;
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
      ? key.successor
        ? "Requests encrypted with it are refused. Its successor is made: download it and give it to your programs."
        : "It was revoked before, so requests encrypted with it are refused already. From now on nobody can bring it back."
      : "Answers are no longer encrypted with it. Programs that read answers need its successor.";
  return {
    to,
    subject: `An encryption key of “${project.name}” was reported as compromised`.slice(0, 150),
    text: `${what} of the project “${project.name}” (Sandbox) was reported as compromised by ${reportedBy}${key.successor === false ? "" : ", and was revoked at once"}.

${next}

Key ID (kid): ${key.kid}
Open the project: ${setting.publicUrl}/projects/${project.id}

What was encrypted with it before may be known to others: find out what that was, and tell whom it concerns.
`,
  };
}
