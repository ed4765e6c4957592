import { z } from "zod";
import type { Environment } from "./store.ts";

/** When an environment ends, and by what, as answers say it. */
export const endFields = {
  endsAt: z.iso.datetime().nullable().describe("After this moment calls are refused; null: no end."),
  endReason: z.enum(["contract-ended", "contract-withdrawn", "trial-over"]).nullable(),
};

export function describeEnd({ endsAt, endReason }: Pick<Environment, "endsAt" | "endReason">) {
  return { endsAt: endsAt?.toISOString() ?? null, endReason };
}
