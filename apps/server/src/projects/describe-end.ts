import { z } from "zod";
import { daysToEnd } from "../contracts/rules.ts";
import type { Environment } from "./store.ts";

/** When an environment ends, and by what, as answers say it. */
export const endFields = {
  endsAt: z.iso.datetime().nullable().describe("After this moment calls are refused; null: no end."),
  endReason: z.enum(["contract-ended", "contract-withdrawn", "trial-over"]).nullable(),
  endsInDays: z
    .number()
    .int()
    .nullable()
    .describe("While the end is near, 60 days or less; null: it is not near."),
};

export function describeEnd({ endsAt, endReason }: Pick<Environment, "endsAt" | "endReason">, now: Date) {
  return { endsAt: endsAt?.toISOString() ?? null, endReason, endsInDays: daysToEnd(endsAt, now) };
}
