import type { Language } from "../notifications/languages.ts";
import { english } from "./english.ts";
import { spanish } from "./spanish.ts";
import type { Notice } from "./store.ts";
import type { Said, Scene, Words } from "./wording.ts";

const WORDS: Readonly<Record<Language, Words>> = { en: english, es: spanish };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** What a notice says in a language. */
export function say(notice: Notice, language: Language, provider: string): Said {
  const scene = {
    project: notice.projectName,
    environment: notice.environment,
    provider,
    actor: notice.actor,
  };
  const sayKind = WORDS[language].say[notice.kind] as (facts: Notice["facts"], scene: Scene) => Said;
  return sayKind(notice.facts, scene);
}
