import { eq } from "drizzle-orm";
import type { Transaction } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { companies } from "./tables.ts";

/**
 * What a suspended partner must not make. A suspension at the same moment waits until this transaction has ended, and then finds what it has made.
 *
 * @throws {Problem} partner-suspended
 */
export async function refuseSuspended(tx: Transaction, companyId: string | null): Promise<void> {
  if (companyId === null) return;
  const [company] = await tx
    .select({ suspendedAt: companies.suspendedAt })
    .from(companies)
    .where(eq(companies.id, companyId))
    .for("share");
  if (company !== undefined && company.suspendedAt !== null) {
    throw new Problem("partner-suspended", "The provider has suspended your company's access.");
  }
}
