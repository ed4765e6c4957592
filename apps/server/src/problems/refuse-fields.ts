import { type FieldError, Problem } from "./problem.ts";

/**
 * Refuses a request with all that is wrong with its fields, the first one as the detail; nothing where nothing is.
 *
 * @throws {Problem} invalid-request
 */
export function refuseFields(fields: readonly FieldError[]): void {
  const [first] = fields;
  if (first !== undefined) throw new Problem("invalid-request", first.detail, { fields });
}
