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

export interface Address {
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly region?: string | undefined;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** `linked`: vouched for by an identity service at a log-in; such a company is verified at once. */
export type VerificationMethod = "company-id" | "review" | "linked";

export const VERIFICATION_STATES = [
  "unverified",
  "in-review",
  "more-information",
  "verified",
  "refused",
] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

export const VERIFICATION_STEPS = [
  "submit",
  "withdraw",
  "link",
  "approve",
  "refuse",
  "ask",
  "reopen",
] as const;
export type VerificationStep = (typeof VERIFICATION_STEPS)[number];

const STEPS: Readonly<Record<VerificationState, Partial<Record<VerificationStep, VerificationState>>>> = {
  unverified: { submit: "in-review", link: "verified" },
  "in-review": {
    withdraw: "unverified",
    link: "verified",
    approve: "verified",
    refuse: "refused",
    ask: "more-information",
  },
  "more-information": { submit: "in-review", withdraw: "unverified", link: "verified" },
  refused: { submit: "in-review", link: "verified" },
  verified: { reopen: "more-information" },
};

/** Where a step leads from a state; null: it can't be done. `reopen` is for partners' own companies: a verified client stays verified. */
export function afterStep(state: VerificationState, step: VerificationStep): VerificationState | null {
  return STEPS[state][step] ?? null;
}

/** Details may be changed while nobody is deciding about them, and not after they were found right. */
export function detailsAreOpen(state: VerificationState): boolean {
  return state !== "in-review" && state !== "verified";
}

export const MOST_DOCUMENTS = 10;
/** Things that a timeline holds: more than any review needs. */
export const MOST_EVENTS = 300;

export const companyNumberField = z
  .string("Give the company ID.")
  .max(40, "A company ID has 6 to 10 digits.")
  .trim()
  .regex(/^[0-9]{6,10}$/, "A company ID has 6 to 10 digits.");

/**
 * What people write to each other: up to 2,000 letters in lines.
 *
 * @param missing the sentence for none
 */
export function messageField(missing: string) {
  return z
    .string(missing)
    .max(8_000, "A text has at most 2,000 letters.")
    .trim()
    .normalize("NFC")
    .min(1, missing)
    .max(2_000, "A text has at most 2,000 letters.")
    .refine(
      (text) => !/(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(text),
      "The text holds a character that can't be seen.",
    );
}
