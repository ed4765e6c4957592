import { LANGUAGES, type Language } from "../notifications/languages.ts";

/** Browsers send a handful of languages; what comes after these isn't read. */
const MOST_LETTERS = 256;

/**
 * The language of ours that a browser likes best (RFC 9110 §12.5.4): `es-MX` asks for `es`, and of two that it likes the same
 * it is the first. English where it names none of ours or can't be understood.
 */
export function languageAskedFor(acceptLanguage: string | undefined): Language {
  const ranges = (acceptLanguage ?? "").slice(0, MOST_LETTERS).toLowerCase().split(",");
  let best: { readonly language: Language; readonly weight: number } = { language: "en", weight: 0 };
  for (const range of ranges) {
    const [, name, q = "1"] =
      /^\s*([a-z]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/.exec(range) ?? [];
    const language = LANGUAGES.find((one) => one === name);
    if (language !== undefined && Number(q) > best.weight) best = { language, weight: Number(q) };
  }
  return best.language;
}
