import type { Mail } from "../notifications/queue-mail.ts";

export const DECISIONS = ["approve", "refuse", "ask", "reopen"] as const;
export type Decision = (typeof DECISIONS)[number];

const WORDS: Readonly<Record<Decision, { readonly subject: string; readonly says: string }>> = {
  approve: { subject: "is verified", says: "has verified" },
  refuse: { subject: "could not be verified", says: "could not verify" },
  ask: { subject: "needs more information", says: "needs to know more about" },
  reopen: { subject: "is needed again", says: "has opened the verification again of" },
};

export function decisionMail(
  to: string,
  company: string,
  decision: Decision,
  text: string | null,
  setting: { readonly provider: string; readonly publicUrl: string },
): Mail {
  const { subject, says } = WORDS[decision];
  const words = text === null ? "" : `\nThey wrote:\n\n${text.replaceAll("\t", " ")}\n`;
  return {
    to,
    subject: `Your company's verification: ${subject}`,
    text: `${setting.provider} ${says} the company “${company}”.\n${words}\nOpen your projects: ${setting.publicUrl}/\n`,
  };
}
