import type { Language } from "../../notifications/languages.ts";
import { english } from "./english.ts";
import { spanish } from "./spanish.ts";
import type { PeopleWords } from "./wording.ts";

export const WORDS: Readonly<Record<Language, PeopleWords>> = { en: english, es: spanish };
