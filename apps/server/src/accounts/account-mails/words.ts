import type { Language } from "../../notifications/languages.ts";
import { english } from "./english.ts";
import { spanish } from "./spanish.ts";
import type { AccountWords } from "./wording.ts";

export const WORDS: Readonly<Record<Language, AccountWords>> = { en: english, es: spanish };
