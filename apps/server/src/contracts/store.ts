import {
  and,
  arrayOverlaps,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNull,
  or,
  sql,
} from "drizzle-orm";
import { companies } from "../companies/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { PlaceInTime } from "../http/place-in-time.ts";
import { dayOf } from "./rules.ts";
import { contracts } from "./tables.ts";

type Row = typeof contracts.$inferSelect;
/** Without its document's bytes, which only a download needs. */
export type Contract = Omit<Row, "document">;
type Reader = Pick<Database, "select">;

const { document: _document, ...COLUMNS } = getTableColumns(contracts);

/** As many as a sentence names, and one more. */
const SOME = 6;

export async function insertContract(tx: Transaction, contract: Row): Promise<void> {
  await tx.insert(contracts).values(contract);
}

/** Newest first, those after a place. */
export async function listContracts(
  tx: Reader,
  after: PlaceInTime | null,
  most: number,
): Promise<{ contract: Contract; company: string }[]> {
  return tx
    .select({ contract: COLUMNS, company: companies.name })
    .from(contracts)
    .innerJoin(companies, eq(companies.id, contracts.companyId))
    .where(
      after === null
        ? undefined
        : sql`(${contracts.enteredAt}, ${contracts.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
    )
    .orderBy(desc(contracts.enteredAt), desc(contracts.id))
    .limit(most);
}

/** Newest first. */
export async function contractsOf(tx: Reader, companyIds: readonly string[]): Promise<Contract[]> {
  return tx
    .select(COLUMNS)
    .from(contracts)
    .where(inArray(contracts.companyId, [...companyIds]))
    .orderBy(desc(contracts.enteredAt))
    .limit(200);
}

/**
 * Contracts that name one of these products of a service and aren't over, those that haven't begun or aren't signed yet among them: some of
 * them for each product, by number.
 */
export async function contractsNaming(
  tx: Reader,
  apiService: string,
  products: readonly string[],
  now: Date,
): Promise<Pick<Contract, "number" | "products">[]> {
  const found = [];
  for (const product of products) {
    const rows = await tx
      .select({ number: contracts.number, products: contracts.products })
      .from(contracts)
      .where(
        and(
          eq(contracts.apiService, apiService),
          isNull(contracts.withdrawnAt),
          or(isNull(contracts.validTo), gte(contracts.validTo, dayOf(now))),
          arrayOverlaps(contracts.products, [product]),
        ),
      )
      .orderBy(asc(contracts.number))
      .limit(SOME);
    found.push(...rows.map((row) => ({ ...row, products: [product] })));
  }
  return found;
}

/** Held still: nobody withdraws it until the transaction has ended, and a withdrawal that is under way is waited for. */
export async function holdContract(tx: Transaction, id: string): Promise<Contract | null> {
  const [row] = await tx.select(COLUMNS).from(contracts).where(eq(contracts.id, id)).for("share");
  return row ?? null;
}

export async function lockContract(tx: Transaction, id: string): Promise<Contract | null> {
  const [row] = await tx.select(COLUMNS).from(contracts).where(eq(contracts.id, id)).for("update");
  return row ?? null;
}

export async function updateContract(tx: Transaction, id: string, set: Partial<Row>): Promise<void> {
  await tx.update(contracts).set(set).where(eq(contracts.id, id));
}

export async function readContractDocument(
  tx: Reader,
  id: string,
): Promise<Pick<Row, "document" | "documentName" | "documentType"> | null> {
  const { document, documentName, documentType } = contracts;
  const [row] = await tx
    .select({ document, documentName, documentType })
    .from(contracts)
    .where(eq(contracts.id, id));
  return row ?? null;
}
