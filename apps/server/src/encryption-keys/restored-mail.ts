import type { Mail } from "../notifications/queue-mail.ts";

export function restoredMail(
  to: string,
  kid: string,
  project: { readonly id: string; readonly name: string },
  reason: string,
  setting: { readonly provider: string; readonly publicUrl: string },
): Mail {
  return {
    to,
    subject: `A revoked encryption key of “${project.name}” is in use again`.slice(0, 150),
    text: `${setting.provider} has brought back a Client Encryption Key of the project “${project.name}” (Sandbox) that was revoked. Requests encrypted with it are taken again.

The reason given: ${reason}

Key ID (kid): ${kid}
Open the project: ${setting.publicUrl}/projects/${project.id}

If you didn't ask for this, revoke the key again. If others may have its private half, report it as compromised: then nobody can bring it back.
`,
  };
}
