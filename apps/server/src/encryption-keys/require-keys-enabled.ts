import type { Company } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { companyOf, type Project } from "../projects/store.ts";

/**
 * The company whose project it is, if the provider has enabled encryption keys for it. Whoever of the team asks, and whatever company they
 * are of: the keys are the project's.
 *
 * @throws {Problem} encryption-keys-not-enabled
 */
export async function requireKeysEnabled(database: Database, project: Project): Promise<Company> {
  const company = await companyOf(database, project);
  if (company?.encryptionKeysEnabled === true) return company;
  throw new Problem(
    "encryption-keys-not-enabled",
    "Ask the provider to enable encryption keys for the company of this project.",
  );
}
