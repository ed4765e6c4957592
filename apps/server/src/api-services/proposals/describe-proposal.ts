import { z } from "zod";
import { FIRST_PAIR_LAPSES_AFTER_MS, hasLapsed } from "../../accounts/first-pair.ts";
import { abilityAnswer, operatorAbility } from "../../http/ability.ts";
import type { Operator } from "../../http/signed-in.ts";
import { type ServiceField, serviceFields } from "../rules.ts";
import { written } from "../service-fields.ts";
import type { ApiService } from "../store.ts";
import type { Proposal } from "./store.ts";

const FIELDS = Object.keys(serviceFields.shape) as [ServiceField, ...ServiceField[]];
const value = z.union([z.string(), z.boolean()]).nullable();

export const proposalAnswer = z
  .object({
    id: z.uuid(),
    proposedBy: z.string(),
    proposedAt: z.iso.datetime(),
    lapsesAt: z.iso.datetime().describe("Not confirmed by then, it is dropped."),
    outdated: z.boolean().describe("The service has changed since: it can't be confirmed any more."),
    changes: z.array(
      z.object({ field: z.enum(FIELDS), before: value, after: value.describe("Lists stand in one line.") }),
    ),
    can: z.object({ confirm: abilityAnswer, decline: abilityAnswer, takeBack: abilityAnswer }),
  })
  .describe("A change that waits for a second administrator.");

/** @returns null if nothing waits, or it has waited too long */
export function describeProposal(
  proposal: Proposal | null,
  service: ApiService,
  operator: Operator,
  now: Date,
): z.infer<typeof proposalAnswer> | null {
  if (proposal === null || hasLapsed(proposal.proposedAt, now)) return null;
  const [before, after] = [written(proposal.before), written(proposal.after)];
  const outdated = service.version !== proposal.version;
  const own = proposal.proposedBy === operator.id;
  const may = (refusal: string | null) =>
    operatorAbility(operator.operatorRole, "api-service.change", refusal);
  const notOnesOwn = own ? "second-pair-of-eyes" : null;
  return {
    id: proposal.id,
    proposedBy: proposal.proposedByEmail,
    proposedAt: proposal.proposedAt.toISOString(),
    lapsesAt: new Date(proposal.proposedAt.getTime() + FIRST_PAIR_LAPSES_AFTER_MS).toISOString(),
    outdated,
    changes: FIELDS.filter((field) => field in after).map((field) => ({
      field,
      before: plain(before[field]),
      after: plain(after[field]),
    })),
    can: {
      confirm: may(notOnesOwn ?? (outdated ? "api-service-changed" : null)),
      decline: may(notOnesOwn),
      takeBack: may(own ? null : "not-allowed"),
    },
  };
}

function plain(of: string | number | boolean | null | undefined): string | boolean | null {
  return typeof of === "number" ? String(of) : (of ?? null);
}
