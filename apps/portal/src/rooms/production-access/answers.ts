import type { Ability, Question } from "../../api/types.ts";

export type Plan = "test-drive-premium" | "production";

export const PLAN_NAMES: Readonly<Record<Plan, string>> = {
  "test-drive-premium": "Test Drive Premium",
  production: "Production",
};

export interface TimelineEntry {
  id: string;
  at: string;
  side: "partner" | "provider";
  author: string;
  kind: string;
  text: string | null;
}

export interface ProductionRequest {
  id: string;
  plan: Plan;
  state: string;
  answers: Readonly<Record<string, string | undefined>>;
  submittedAt: string | null;
  submittedBy: string | null;
  timeline: TimelineEntry[];
}

type EndReason = "contract-ended" | "contract-withdrawn" | "trial-over";

/** What has ended, or will, as a sentence begins. */
export const END_WORDS: Readonly<Record<EndReason, string>> = {
  "contract-ended": "the contract ends",
  "contract-withdrawn": "the contract was withdrawn",
  "trial-over": "Test Drive Premium is over",
};

/** A project's request as its team sees it. */
export interface Production {
  request: ProductionRequest | null;
  questions: Question[];
  keysAreMade: boolean;
  access: { status: string; endsAt: string | null; endReason: EndReason | null } | null;
  can: { save: Ability; submit: Ability; withdraw: Ability; comment: Ability };
}

/** A request as an operator sees it. */
export interface RequestPage {
  request: ProductionRequest & {
    project: { id: string; name: string; purpose: "self" | "client" };
    assignee: string | null;
    firstBy: string | null;
    secondBy: string | null;
  };
  apiService: { name: string };
  questions: Question[];
  partner: { name: string };
  company: { legalName: string; verification: string } | null;
  contracts: { id: string; number: string; plan: Plan; validTo: string | null; inForce: boolean }[];
  team: { email: string; role: string }[];
  keys: {
    id: string;
    type: "client" | "mastercard";
    environment: string;
    name: string;
    revoked: boolean;
    active: boolean;
    provenAt: string | null;
  }[];
  sandbox: { calls: number; lastAt: string | null };
  gate: { upstream: string | null; payloadPolicy: "off" | "mirror" | "required" };
  missing: string[];
  can: { approve: Ability; refuse: Ability; ask: Ability };
}

/** A state in words, e.g. `More information`. */
export function inWords(state: string): string {
  const text = state.replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Why something can't be done, in a sentence. */
export const WHY_NOT: Readonly<Record<string, string>> = {
  "company-not-verified": "The company is not verified yet.",
  "contract-missing": "There is no executed contract for this plan that is in force today.",
  "upstream-missing": "The catalogue doesn’t say where Production calls of this API service go.",
  "partner-suspended": "The partner is suspended.",
  "second-pair-of-eyes": "You have approved it: another operator is the second.",
  "own-request": "Nobody decides about a request of their own.",
};
