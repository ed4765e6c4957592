import { z } from "zod";
import { accountAnswer } from "./describe-account.ts";

/** What the first step of a log-in leads to. */
export const logInAnswer = z.object({
  account: accountAnswer.nullable().describe("Null: a second step is needed."),
  secondFactor: z
    .object({ ticket: z.string().describe("For the second step, within ten minutes.") })
    .nullable(),
});
