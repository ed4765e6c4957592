import type { Mail } from "../notifications/queue-mail.ts";

export interface CompromisedKey {
  readonly type: "client" | "mastercard";
  readonly kid: string;
  /** Of a Mastercard Encryption Key. */
  readonly alias: string | null;
  /** Of a Client Encryption Key. `none-needed`: it was revoked before. `to-be-made`: the key store is away. */
  readonly successor?: "made" | "none-needed" | "to-be-made";
}

const NEXT = {
  made: "Requests encrypted with it are refused. Its successor is made: download it and give it to your programs.",
  "none-needed":
    "It was revoked before, so requests encrypted with it are refused already. From now on nobody can bring it back.",
  "to-be-made":
    "Requests encrypted with it are refused. It has no successor yet, because the key store can't be reached at the moment: once it is back, create a Client Encryption Key in the project and give it to your programs.",
};

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
    key.successor === undefined
      ? "Answers are no longer encrypted with it. Programs that read answers need its successor."
      : NEXT[key.successor];
  return {
    to,
    subject: `An encryption key of “${project.name}” was reported as compromised`.slice(0, 150),
    text: `${what} of the project “${project.name}” (Sandbox) was reported as compromised by ${reportedBy}${key.successor === "none-needed" ? "" : ", and was revoked at once"}.

${next}

Key ID (kid): ${key.kid}
Open the project: ${setting.publicUrl}/projects/${project.id}

What was encrypted with it before may be known to others: find out what that was, and tell whom it concerns.
`,
  };
}
