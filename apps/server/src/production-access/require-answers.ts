import { whyNotAnswers } from "../api-services/rules.ts";
import { questionsOf } from "../api-services/store.ts";
import type { Database } from "../database/database.ts";
import { refuseFields } from "../problems/refuse-fields.ts";
import type { Answers } from "./rules.ts";

/**
 * The answers go with what the API service asks now.
 *
 * @param as a draft may leave questions open
 * @throws {Problem} invalid-request
 */
export async function requireAnswers(
  tx: Pick<Database, "select">,
  apiService: string,
  answers: Answers,
  as: "draft" | "submission",
): Promise<void> {
  const wrong = whyNotAnswers(await questionsOf(tx, apiService), answers, as === "draft");
  refuseFields(wrong.map(({ field, detail }) => ({ pointer: `/answers/${field}`, detail })));
}
