import { type Company, readCompany } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";

/**
 * The person's company, if the provider has enabled encryption keys for it.
 *
 * @throws {Problem} encryption-keys-not-enabled
 */
export async function requireKeysEnabled(database: Database, signedIn: SignedIn): Promise<Company> {
  const company = signedIn.companyId === null ? null : await readCompany(database, signedIn.companyId);
  if (company?.encryptionKeysEnabled === true) return company;
  throw new Problem(
    "encryption-keys-not-enabled",
    "Ask the provider to enable encryption keys for your company.",
  );
}
