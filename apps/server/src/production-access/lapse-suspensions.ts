import { and, asc, isNull, lte } from "drizzle-orm";
import { FIRST_PAIR_LAPSES_AFTER_MS } from "../accounts/first-pair.ts";
import { appendAudit, byServer } from "../audit/append.ts";
import { type Company, lockCompany, NOT_SUSPENDED, updateCompany } from "../companies/store.ts";
import { companies } from "../companies/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { DeskSetting } from "../notices/mail-operators.ts";
import { suspensionHasLapsed } from "./rules.ts";
import { tellOperators } from "./tell-operators.ts";

const ORIGIN = byServer("suspension-lapse");
const MOST_AT_ONCE = 100;

/**
 * Drops what was asked for of a suspension and nobody has confirmed in time, and tells the operators: a first pair of eyes doesn't lie in
 * wait for a second one that looks at other things.
 *
 * @param company locked
 * @returns the company as it is now
 */
export async function lapseSuspension(
  tx: Transaction,
  setting: DeskSetting,
  company: Company,
  now: Date,
): Promise<Company> {
  if (!suspensionHasLapsed(company, now)) return company;
  const { name, suspensionReason: reason, suspensionAskedByEmail: askedBy } = company;
  await updateCompany(tx, company.id, NOT_SUSPENDED);
  await appendAudit(tx, ORIGIN, now, [
    {
      projectId: null,
      action: "partner.suspension-lapsed",
      subject: `company:${company.id}`,
      after: { name, reason, askedBy },
    },
  ]);
  await tellOperators(tx, setting, now, { kind: "lapsed", name, reason, by: null, askedBy });
  return { ...company, ...NOT_SUSPENDED };
}

/** @returns how many have lapsed */
export async function lapseSuspensions(database: Database, setting: DeskSetting, now: Date): Promise<number> {
  const due = await database
    .select({ id: companies.id })
    .from(companies)
    .where(
      and(
        isNull(companies.suspendedAt),
        lte(companies.suspensionAskedAt, new Date(now.getTime() - FIRST_PAIR_LAPSES_AFTER_MS)),
      ),
    )
    .orderBy(asc(companies.suspensionAskedAt))
    .limit(MOST_AT_ONCE);
  let lapsed = 0;
  for (const { id } of due) {
    await inTransaction(database, async (tx) => {
      const company = await lockCompany(tx, id);
      if (company !== null && (await lapseSuspension(tx, setting, company, now)) !== company) lapsed += 1;
    });
  }
  return lapsed;
}
