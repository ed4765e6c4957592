import { eq } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { companies } from "./tables.ts";

export type Company = typeof companies.$inferSelect;

export async function insertCompany(tx: Transaction, company: Company): Promise<void> {
  await tx.insert(companies).values(company);
}

export async function readCompany(tx: Pick<Database, "select">, id: string): Promise<Company | null> {
  const [company] = await tx.select().from(companies).where(eq(companies.id, id));
  return company ?? null;
}
