import { z } from "zod";
import {
  isAllowed,
  isOperatorAllowed,
  type OperatorAction,
  type OperatorRole,
  type ProjectAction,
  type ProjectRole,
} from "../permissions.ts";

/** What a person may do next with something, for pages to show; the use case decides again. */
export const abilityAnswer = z.object({
  allowed: z.boolean(),
  reason: z.string().optional().describe("Why not, in a word."),
});

export type Ability = z.infer<typeof abilityAnswer>;

/** Where a member stands in a project. */
export interface Standing {
  readonly role: ProjectRole;
  /** What the role allows and the provider's policy holds back until the member has shown a second factor. */
  readonly withheld: (action: ProjectAction) => boolean;
}

/** @param refusal what stands against it for everyone; null: nothing */
export function ability(standing: Standing, action: ProjectAction, refusal: string | null = null): Ability {
  if (!isAllowed(standing.role, action)) return { allowed: false, reason: "not-allowed" };
  // Said first: a second factor would not help against it.
  if (refusal !== null) return { allowed: false, reason: refusal };
  return standing.withheld(action) ? { allowed: false, reason: "second-factor-required" } : { allowed: true };
}

/** The same for an operator. */
export function operatorAbility(
  role: OperatorRole,
  action: OperatorAction,
  refusal: string | null = null,
): Ability {
  if (!isOperatorAllowed(role, action)) return { allowed: false, reason: "not-allowed" };
  return refusal === null ? { allowed: true } : { allowed: false, reason: refusal };
}
