import type { Language, Reader } from "../notifications/languages.ts";
import type { Mail } from "../notifications/queue-mail.ts";
import { type Said, writtenMail } from "../notifications/written-mail.ts";

export const DECISIONS = ["approve", "refuse", "ask", "reopen"] as const;
export type Decision = (typeof DECISIONS)[number];

interface Scene {
  readonly provider: string;
  readonly company: string;
  readonly step: Decision;
  /** What the provider has written; empty: nothing. */
  readonly words: string;
  readonly url: string;
}

const ENGLISH = {
  approve: { subject: "is verified", says: "has verified" },
  refuse: { subject: "could not be verified", says: "could not verify" },
  ask: { subject: "needs more information", says: "needs to know more about" },
  reopen: { subject: "is needed again", says: "has opened the verification again of" },
} as const;

const SPANISH = {
  approve: { subject: "está verificada", says: "ha verificado" },
  refuse: { subject: "no se ha podido verificar", says: "no ha podido verificar" },
  ask: { subject: "hace falta más información", says: "necesita saber más sobre" },
  reopen: { subject: "vuelve a hacer falta", says: "ha abierto de nuevo la verificación de" },
} as const;

const WORDS: Readonly<Record<Language, (scene: Scene) => Said>> = {
  en: ({ provider, company, step, words, url }) => ({
    subject: `Your company's verification: ${ENGLISH[step].subject}`,
    text: `${provider} ${ENGLISH[step].says} the company “${company}”.\n${words === "" ? "" : `\nThey wrote:\n\n${words}\n`}\nOpen your projects: ${url}/\n`,
  }),
  es: ({ provider, company, step, words, url }) => ({
    subject: `Verificación de su empresa: ${SPANISH[step].subject}`,
    text: `${provider} ${SPANISH[step].says} la empresa «${company}».\n${words === "" ? "" : `\nEl mensaje que acompaña:\n\n${words}\n`}\nAbrir sus proyectos: ${url}/\n`,
  }),
};

/** To whoever has asked that a company is verified. */
export function decisionMail(
  setting: { readonly provider: string; readonly publicUrl: string },
  to: Reader,
  what: { readonly company: string; readonly step: Decision; readonly text: string | null },
): Mail {
  const { provider, publicUrl: url } = setting;
  const words = (what.text ?? "").replaceAll("\t", " ");
  const { company, step } = what;
  return writtenMail(to, WORDS[to.language]({ provider, company, step, words, url }), url);
}
