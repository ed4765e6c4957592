import type { Ability } from "../../api/types.ts";

export type OperatorRole = "reviewer" | "administrator";

export const ROLE_NAMES: Readonly<Record<OperatorRole, string>> = {
  reviewer: "Reviewer",
  administrator: "Administrator",
};

export interface OperatorPerson {
  id: string;
  name: string;
  email: string;
  role: OperatorRole;
  since: string;
  /** Null for whoever is no administrator. */
  hasSecondFactor: boolean | null;
  can: { remove: Ability; changeRole: Ability };
}

export interface Operators {
  items: OperatorPerson[];
  can: { add: Ability };
}
