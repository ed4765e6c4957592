import { z } from "zod";
import { hasLapsed } from "../accounts/first-pair.ts";
import { MOST_QUESTIONS, questionIdField } from "../api-services/rules.ts";
import { messageField } from "../companies/rules.ts";
import { endOfDay } from "../contracts/rules.ts";
import type { EndReason } from "../key-book/entries.ts";

export const PLANS = ["test-drive-premium", "production"] as const;
export type Plan = (typeof PLANS)[number];

export const REQUEST_STATES = [
  "draft",
  "submitted",
  "in-review",
  "more-information",
  "approved",
  "refused",
  "withdrawn",
  "resubmitted",
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const REQUEST_STEPS = ["save", "submit", "look", "ask", "approve", "refuse", "withdraw"] as const;
export type RequestStep = (typeof REQUEST_STEPS)[number];

const WAITING = {
  look: "in-review",
  ask: "more-information",
  refuse: "refused",
  withdraw: "withdrawn",
} as const;
const AGAIN = { submit: "resubmitted" } as const;

/** What is approved goes on as it is while it is asked for anew. `look`: the first pair of eyes finds it right; `approve`: the second does. */
const STEPS: Readonly<Record<RequestState, Partial<Record<RequestStep, RequestState>>>> = {
  draft: { save: "draft", submit: "submitted" },
  submitted: WAITING,
  resubmitted: WAITING,
  "in-review": { ...WAITING, approve: "approved" },
  "more-information": { ...AGAIN, withdraw: "withdrawn" },
  refused: AGAIN,
  withdrawn: AGAIN,
  approved: AGAIN,
};

/** Where a step leads from a state; null: it can't be done. */
export function afterStep(state: RequestState, step: RequestStep): RequestState | null {
  return STEPS[state][step] ?? null;
}

/** States in which somebody at the provider's desk is to do something. */
export const FOR_OPERATORS: readonly RequestState[] = ["submitted", "resubmitted", "in-review"];

/** Answers to the questions of the API service, by the question's id; those that are left open are absent. */
export const answersField = z
  .record(
    questionIdField,
    z.union([z.literal(""), messageField("Answer this question.")], "An answer has at most 2,000 letters."),
  )
  .refine(
    (answers) => Object.keys(answers).length <= MOST_QUESTIONS,
    "These are more answers than questions.",
  )
  .transform((answers) => Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== "")));
export type Answers = z.output<typeof answersField>;

export const planField = z.enum(PLANS, "Choose Test Drive Premium or Production.");

/** Test Drive Premium ends with its contract, and after this many days in any case. */
const PREMIUM_DAYS = 90;
const DAY_MS = 86_400_000;

interface End {
  readonly endsAt: Date | null;
  readonly endReason: EndReason | null;
}

/**
 * When an environment ends that rests on a contract, and by what.
 *
 * @param contract `validTo` is its last day in UTC; null: open
 * @param approvedAt from which Test Drive Premium is counted
 */
export function endOf(
  plan: Plan,
  contract: { readonly validTo: string | null; readonly withdrawnAt: Date | null },
  approvedAt: Date,
): End {
  const { validTo, withdrawnAt } = contract;
  const ends: { readonly endsAt: Date; readonly endReason: EndReason }[] = [];
  if (withdrawnAt !== null) ends.push({ endsAt: withdrawnAt, endReason: "contract-withdrawn" });
  if (validTo !== null) {
    ends.push({ endsAt: endOfDay(validTo), endReason: "contract-ended" });
  }
  if (plan === "test-drive-premium") {
    const over = new Date(approvedAt.getTime() + PREMIUM_DAYS * DAY_MS);
    ends.push({ endsAt: over, endReason: "trial-over" });
  }
  ends.sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
  return ends[0] ?? { endsAt: null, endReason: null };
}

export function suspensionHasLapsed(
  company: { readonly suspensionAskedAt: Date | null; readonly suspendedAt: Date | null },
  now: Date,
): boolean {
  const { suspensionAskedAt: askedAt, suspendedAt } = company;
  return suspendedAt === null && hasLapsed(askedAt, now);
}

export const MISSING = [
  "company-not-verified",
  "contract-missing",
  "upstream-missing",
  "partner-suspended",
] as const;
export type Missing = (typeof MISSING)[number];

/** What stands against an approval; empty: nothing. */
export function missingForApproval(grounds: {
  readonly companyVerified: boolean;
  readonly contractInForce: boolean;
  readonly upstreamKnown: boolean;
  readonly partnerSuspended: boolean;
}): Missing[] {
  const against: readonly [boolean, Missing][] = [
    [!grounds.companyVerified, "company-not-verified"],
    [!grounds.contractInForce, "contract-missing"],
    [!grounds.upstreamKnown, "upstream-missing"],
    [grounds.partnerSuspended, "partner-suspended"],
  ];
  return against.filter(([stands]) => stands).map(([, missing]) => missing);
}
