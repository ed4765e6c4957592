import { and, asc, eq, gt, lte } from "drizzle-orm";
import type { Database, Transaction } from "../../database/database.ts";
import { apiServiceProposals } from "../tables.ts";

export type Proposal = typeof apiServiceProposals.$inferSelect;
type Reader = Pick<Database, "select">;

const isOpen = eq(apiServiceProposals.state, "open");

export async function insertProposal(
  tx: Transaction,
  proposal: typeof apiServiceProposals.$inferInsert,
): Promise<void> {
  await tx.insert(apiServiceProposals).values(proposal);
}

/** What waits of a service, lapsed or not; null: nothing. */
export async function readOpenProposal(tx: Reader, serviceId: string): Promise<Proposal | null> {
  const [row] = await tx
    .select()
    .from(apiServiceProposals)
    .where(and(eq(apiServiceProposals.serviceId, serviceId), isOpen));
  return row ?? null;
}

/** Its row locked: of two who settle it one comes after the other. */
export async function lockProposal(tx: Transaction, id: string): Promise<Proposal | null> {
  const [row] = await tx
    .select()
    .from(apiServiceProposals)
    .where(eq(apiServiceProposals.id, id))
    .for("update");
  return row ?? null;
}

/** Of one proposer, their rows locked. */
export async function lockOpenProposalsOf(tx: Transaction, accountId: string): Promise<Proposal[]> {
  return tx
    .select()
    .from(apiServiceProposals)
    .where(and(eq(apiServiceProposals.proposedBy, accountId), isOpen))
    .orderBy(asc(apiServiceProposals.id))
    .for("update");
}

/** Ids of those that wait since before a moment, the oldest first. */
export async function openSince(tx: Reader, before: Date, most: number): Promise<string[]> {
  const rows = await tx
    .select({ id: apiServiceProposals.id })
    .from(apiServiceProposals)
    .where(and(isOpen, lte(apiServiceProposals.proposedAt, before)))
    .orderBy(asc(apiServiceProposals.proposedAt))
    .limit(most);
  return rows.map(({ id }) => id);
}

/** Services of which a change waits that was proposed after a moment. */
export async function servicesThatWait(tx: Reader, after: Date): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ serviceId: apiServiceProposals.serviceId })
    .from(apiServiceProposals)
    .where(and(isOpen, gt(apiServiceProposals.proposedAt, after)));
  return new Set(rows.map(({ serviceId }) => serviceId));
}

export async function updateProposal(
  tx: Transaction,
  id: string,
  set: Pick<Proposal, "state" | "settledAt" | "settledBy" | "settledByEmail">,
): Promise<void> {
  await tx.update(apiServiceProposals).set(set).where(eq(apiServiceProposals.id, id));
}
