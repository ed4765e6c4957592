import { z } from "zod";

/** `own`: a company whose people have accounts. `client`: one on whose behalf a partner runs a project. */
export const COMPANY_KINDS = ["own", "client"] as const;
export type CompanyKind = (typeof COMPANY_KINDS)[number];

const LONGEST = 100;
/** Control characters, lone surrogates, line and paragraph separators, and what turns the direction of text around. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * The name of a person or a company as people type it: 1 to 100 letters of any script, in Unicode form NFC, without spaces at the ends,
 * and with nothing that could pass for markup or hide in a page.
 *
 * @param what starts the sentence that is shown, e.g. `The company's name`
 */
export function nameField(what: string) {
  return z
    .string(`${what} is missing.`)
    .max(4 * LONGEST, `${what} may have ${LONGEST} letters at most.`)
    .trim()
    .normalize("NFC")
    .min(1, `${what} is missing.`)
    .max(LONGEST, `${what} may have ${LONGEST} letters at most.`)
    .refine((name) => !/[<>]/.test(name), `${what} can't hold < or >.`)
    .refine((name) => !UNSEEN.test(name), `${what} holds a character that can't be seen.`);
}
