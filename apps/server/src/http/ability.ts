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

/** @param refusal what stands against it for everyone; null: nothing */
export function ability(role: ProjectRole, action: ProjectAction, refusal: string | null = null): Ability {
  if (!isAllowed(role, action)) return { allowed: false, reason: "not-allowed" };
  return refusal === null ? { allowed: true } : { allowed: false, reason: refusal };
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
