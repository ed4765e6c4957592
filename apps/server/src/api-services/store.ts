import { and, asc, count, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { shapeOf } from "./openapi/operation.ts";
import { hasSandbox, type Operation, type Product, type Question } from "./rules.ts";
import { apiServiceOperations, apiServiceProducts, apiServiceQuestions, apiServices } from "./tables.ts";

export type ApiService = typeof apiServices.$inferSelect;
type Reader = Pick<Database, "select">;

/** A service with all that belongs to it. */
export interface WholeService {
  readonly service: ApiService;
  readonly products: readonly Product[];
  readonly operations: readonly Operation[];
  readonly questions: readonly Question[];
}

export async function readService(tx: Reader, id: string): Promise<ApiService | null> {
  const [row] = await tx.select().from(apiServices).where(eq(apiServices.id, id));
  return row ?? null;
}

/** Of what names a service, which is never removed. */
export async function serviceOf(tx: Reader, id: string): Promise<ApiService> {
  const service = await readService(tx, id);
  if (service === null) throw new Error("something of no API service");
  return service;
}

/** Its row locked: changes of a service come one after the other. */
export async function lockService(tx: Transaction, id: string): Promise<ApiService | null> {
  const [row] = await tx.select().from(apiServices).where(eq(apiServices.id, id)).for("no key update");
  return row ?? null;
}

/** Its row held still: whoever changes it waits until the transaction has ended, and a change that is under way is waited for. */
export async function lockAsItIs(tx: Transaction, id: string): Promise<ApiService | null> {
  const [row] = await tx.select().from(apiServices).where(eq(apiServices.id, id)).for("share");
  return row ?? null;
}

/** By name, with how many operations and products each has. */
export async function listServices(tx: Reader) {
  const operations = tx
    .select({ serviceId: apiServiceOperations.serviceId, count: count().as("operations") })
    .from(apiServiceOperations)
    .groupBy(apiServiceOperations.serviceId)
    .as("operations");
  const rows = await tx
    .select({ service: apiServices, operations: operations.count })
    .from(apiServices)
    .leftJoin(operations, eq(operations.serviceId, apiServices.id))
    .orderBy(asc(apiServices.name), asc(apiServices.id));
  return rows.map(({ service, operations }) => ({ service, operations: operations ?? 0 }));
}

/** What partners can choose: offered, and with something that answers in the Sandbox. */
export async function offeredServices(tx: Reader): Promise<ApiService[]> {
  const offered = await tx
    .select()
    .from(apiServices)
    .where(eq(apiServices.offered, true))
    .orderBy(asc(apiServices.name), asc(apiServices.id));
  return offered.filter(hasSandbox);
}

/** Products of all services, each service's in its order. */
export async function allProducts(tx: Reader): Promise<(Product & { readonly serviceId: string })[]> {
  const { serviceId, id, name } = apiServiceProducts;
  return tx
    .select({ serviceId, id, name })
    .from(apiServiceProducts)
    .orderBy(asc(serviceId), asc(apiServiceProducts.position));
}

export async function productsOf(tx: Reader, service: string): Promise<Product[]> {
  const { id, name } = apiServiceProducts;
  return tx
    .select({ id, name })
    .from(apiServiceProducts)
    .where(eq(apiServiceProducts.serviceId, service))
    .orderBy(asc(apiServiceProducts.position));
}

export async function questionsOf(tx: Reader, service: string): Promise<Question[]> {
  const { id, question, hint, kind, required } = apiServiceQuestions;
  return tx
    .select({ id, question, hint, kind, required })
    .from(apiServiceQuestions)
    .where(eq(apiServiceQuestions.serviceId, service))
    .orderBy(asc(apiServiceQuestions.position));
}

async function operationsOf(tx: Reader, service: string): Promise<Operation[]> {
  const { method, path, summary, product } = apiServiceOperations;
  return tx
    .select({ method, path, summary, product })
    .from(apiServiceOperations)
    .where(eq(apiServiceOperations.serviceId, service))
    .orderBy(asc(path), asc(method));
}

export async function wholeService(tx: Reader, service: ApiService): Promise<WholeService> {
  return {
    service,
    products: await productsOf(tx, service.id),
    operations: await operationsOf(tx, service.id),
    questions: await questionsOf(tx, service.id),
  };
}

export async function countServices(tx: Reader): Promise<number> {
  const [row] = await tx.select({ count: count() }).from(apiServices);
  return row?.count ?? 0;
}

/** @returns false if there is one of this id; one that is just being made is waited for */
export async function insertService(tx: Transaction, service: ApiService): Promise<boolean> {
  const rows = await tx
    .insert(apiServices)
    .values(service)
    .onConflictDoNothing()
    .returning({ id: apiServices.id });
  return rows.length === 1;
}

export async function updateService(
  tx: Transaction,
  id: string,
  set: Partial<typeof apiServices.$inferInsert>,
): Promise<void> {
  await tx.update(apiServices).set(set).where(eq(apiServices.id, id));
}

/** Operations may name products that stay: only those that are gone are removed. */
export async function replaceProducts(
  tx: Transaction,
  serviceId: string,
  products: readonly Product[],
): Promise<void> {
  const ids = products.map(({ id }) => id);
  const kept =
    ids.length === 0 ? undefined : sql`not ${apiServiceProducts.id} = any(${sql.param(ids)}::text[])`;
  await tx.delete(apiServiceProducts).where(and(eq(apiServiceProducts.serviceId, serviceId), kept));
  if (products.length === 0) return;
  await tx
    .insert(apiServiceProducts)
    .values(products.map(({ id, name }, position) => ({ serviceId, id, name, position })))
    .onConflictDoUpdate({
      target: [apiServiceProducts.serviceId, apiServiceProducts.id],
      set: { name: sql`excluded.name`, position: sql`excluded.position` },
    });
}

export async function replaceOperations(
  tx: Transaction,
  serviceId: string,
  operations: readonly Operation[],
): Promise<void> {
  await tx.delete(apiServiceOperations).where(eq(apiServiceOperations.serviceId, serviceId));
  if (operations.length === 0) return;
  await tx
    .insert(apiServiceOperations)
    .values(operations.map((operation) => ({ serviceId, ...operation, shape: shapeOf(operation.path) })));
}

export async function replaceQuestions(
  tx: Transaction,
  serviceId: string,
  questions: readonly Question[],
): Promise<void> {
  await tx.delete(apiServiceQuestions).where(eq(apiServiceQuestions.serviceId, serviceId));
  if (questions.length === 0) return;
  await tx
    .insert(apiServiceQuestions)
    .values(questions.map((question, position) => ({ serviceId, ...question, position })));
}
