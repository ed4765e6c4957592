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
  /** One administrator asks that they become one too; another one confirms or declines. */
  administratorRequest: { askedBy: string; askedAt: string; lapsesAt: string } | null;
  can: { remove: Ability; changeRole: Ability; dropAdministratorRequest: Ability };
}

export interface Operators {
  items: OperatorPerson[];
  /** Does it take two administrators to make another one? */
  administratorsTakeTwo: boolean;
  can: { add: Ability };
}
