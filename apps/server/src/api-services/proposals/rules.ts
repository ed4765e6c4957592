import type { ServiceField } from "../rules.ts";

/** What says where calls go, and whether and how they are encrypted. */
export const GATE_FIELDS = [
  "productionUrl",
  "sandboxUrl",
  "payloadPolicy",
  "requestField",
  "responseField",
  "fieldLevel",
] as const satisfies readonly ServiceField[];

export const PROPOSAL_STATES = ["open", "confirmed", "declined", "taken-back", "dropped", "lapsed"] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** Is it about what the gate does with calls? Such a change takes two administrators where Production uses the service. */
export function changesGate(changed: object): boolean {
  return GATE_FIELDS.some((field) => field in changed);
}
