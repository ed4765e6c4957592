import { randomUUIDv7 } from "node:crypto";
import { and, asc, count, eq, inArray, isNull, lt } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import { companies } from "../companies/tables.ts";
import { requireRoomInTimeline } from "../companies/timeline.ts";
import type { Database, Transaction } from "../database/database.ts";
import { projects } from "../projects/tables.ts";
import type { RequestState } from "./rules.ts";
import { productionEvents, productionRequests } from "./tables.ts";

export type ProductionRequest = typeof productionRequests.$inferSelect;
export type ProductionEvent = typeof productionEvents.$inferSelect;
type Reader = Pick<Database, "select">;

export async function requestOf(tx: Reader, projectId: string): Promise<ProductionRequest | null> {
  const [row] = await tx.select().from(productionRequests).where(eq(productionRequests.projectId, projectId));
  return row ?? null;
}

/** The project's request with its row locked: partners and operators come one after the other. */
export async function lockRequestOf(tx: Transaction, projectId: string): Promise<ProductionRequest | null> {
  const [row] = await tx
    .select()
    .from(productionRequests)
    .where(eq(productionRequests.projectId, projectId))
    .for("update");
  return row ?? null;
}

export async function lockRequest(tx: Transaction, id: string): Promise<ProductionRequest | null> {
  const [row] = await tx.select().from(productionRequests).where(eq(productionRequests.id, id)).for("update");
  return row ?? null;
}

export async function readRequest(tx: Reader, id: string): Promise<ProductionRequest | null> {
  const [row] = await tx.select().from(productionRequests).where(eq(productionRequests.id, id));
  return row ?? null;
}

/**
 * Requests in these states with their projects and partners, those that wait longest first; of deleted projects none.
 *
 * @param view `assignee`: an e-mail address, null: nobody's, undefined: anybody's; `before`: submitted before that moment
 */
export async function requestsIn(
  tx: Reader,
  states: readonly RequestState[],
  view: {
    readonly assignee: string | null | undefined;
    readonly before: Date | null;
    readonly from: number;
    readonly most: number;
  },
) {
  const { assignee, before } = view;
  const which = and(
    inArray(productionRequests.state, [...states]),
    isNull(projects.deletedAt),
    assignee === undefined
      ? undefined
      : assignee === null
        ? isNull(productionRequests.assignee)
        : eq(productionRequests.assignee, assignee),
    before === null ? undefined : lt(productionRequests.submittedAt, before),
  );
  // Which ones, first: names are looked up for those that are shown.
  const page = tx
    .select({ id: productionRequests.id })
    .from(productionRequests)
    .innerJoin(projects, eq(projects.id, productionRequests.projectId))
    .where(which)
    .orderBy(asc(productionRequests.submittedAt), asc(productionRequests.id))
    .limit(view.most)
    .offset(view.from);
  const rows = await tx
    .select({ request: productionRequests, project: projects.name, partner: companies.name })
    .from(productionRequests)
    .innerJoin(projects, eq(projects.id, productionRequests.projectId))
    .innerJoin(accounts, eq(accounts.id, projects.accountId))
    .leftJoin(companies, eq(companies.id, accounts.companyId))
    .where(inArray(productionRequests.id, page))
    .orderBy(asc(productionRequests.submittedAt), asc(productionRequests.id));
  const [sum] = await tx
    .select({ count: count() })
    .from(productionRequests)
    .innerJoin(projects, eq(projects.id, productionRequests.projectId))
    .where(which);
  return { rows, total: sum?.count ?? 0 };
}

/** What rests on a contract: requests that were approved on it, even if they were submitted again since. */
export async function requestsOnContract(tx: Reader, contractId: string): Promise<{ projectId: string }[]> {
  return tx
    .select({ projectId: productionRequests.projectId })
    .from(productionRequests)
    .where(eq(productionRequests.contractId, contractId))
    .orderBy(asc(productionRequests.projectId));
}

/** @returns false if the project has a request already; one that is just being made is waited for */
export async function insertRequest(tx: Transaction, request: ProductionRequest): Promise<boolean> {
  const rows = await tx
    .insert(productionRequests)
    .values(request)
    .onConflictDoNothing({ target: productionRequests.projectId })
    .returning({ id: productionRequests.id });
  return rows.length === 1;
}

export async function updateRequest(
  tx: Transaction,
  id: string,
  set: Partial<ProductionRequest>,
): Promise<void> {
  await tx.update(productionRequests).set(set).where(eq(productionRequests.id, id));
}

export async function requestEvents(tx: Reader, requestId: string): Promise<ProductionEvent[]> {
  return tx
    .select()
    .from(productionEvents)
    .where(eq(productionEvents.requestId, requestId))
    .orderBy(asc(productionEvents.at), asc(productionEvents.id));
}

/**
 * Adds to a request's timeline, under the request's lock.
 *
 * @throws {Problem} timeline-full
 */
export async function note(tx: Transaction, event: Omit<ProductionEvent, "id">): Promise<void> {
  const [row] = await tx
    .select({ count: count() })
    .from(productionEvents)
    .where(eq(productionEvents.requestId, event.requestId));
  requireRoomInTimeline(row?.count ?? 0);
  await insertEvent(tx, event);
}

export async function insertEvent(tx: Transaction, event: Omit<ProductionEvent, "id">): Promise<void> {
  await tx.insert(productionEvents).values({ id: randomUUIDv7(), ...event });
}
